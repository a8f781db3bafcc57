.PHONY: run test check bench tour
run test check bench tour:
	@./booth $@
