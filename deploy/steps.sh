# The steps that ./booth and deploy/install have in common. Sourced, in the project's folder, after `set -euo pipefail`.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

again_if_it_fails() { # COMMAND…: twice more, because registries and mirrors have bad moments
    local pause
    for pause in 5 20; do
        "$@" && return
        say "failed: $*; trying again in $pause s"
        sleep "$pause"
    done
    "$@"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this step needs root, and there is no sudo: $*"
    fi
}

debian_packages() { # SECTION…: the names in those sections of the list
    awk -v sections=" $* " '
        /^\[/ { wanted = index(sections, " " substr($1, 2, length($1) - 2) " ") }
        /^[a-z0-9]/ && wanted { print $1 }' deploy/debian-packages.txt
}

install_debian_packages() { # SECTION…: what is missing of them; asks no mirror when nothing is
    local wanted missing
    mapfile -t wanted < <(debian_packages "$@")
    if ! command -v dpkg-query >/dev/null; then
        say "this is no Debian: going on without these packages, or what stands for them here: ${wanted[*]}"
        return
    fi
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
        <(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^.i //p' | sort -u))
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a # a set-up that was interrupted halfway
    again_if_it_fails as_root apt-get -qq -o Acquire::Retries=5 update
    again_if_it_fails as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "${missing[@]}"
}

find_python() { # prints the Python to build on: Debian's own, else the one on PATH
    local python
    for python in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    fail "Python 3.11 or newer is needed (with ensurepip); found: $(python3 --version 2>&1 || echo none)"
}

has_python_packages() { # VENV EXTRAS KEY: with these extras, or with more
    local stamp extra
    for stamp in "$1"/installed-*; do
        grep -qsxF "$3" "$stamp" || continue
        for extra in ${2//,/ }; do
            [[ ,${stamp##*/installed-}, == *,$extra,* ]] || continue 2
        done
        return
    done
    return 1
}

install_python_packages() { # VENV EXTRAS: this project, editable, with its dependencies; asks no registry when they are there
    local venv=$1 extras=$2 key python
    if ! grep -qsF "$venv/bin/python" "$venv/bin/pip" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        say "making the virtual environment $venv" # there was none, or it was moved, or its Python is gone
        python=$(find_python)
        "$python" -m venv --clear "$venv"
    fi
    key=$("$venv/bin/python" --version | cat - pyproject.toml | sha256sum)
    ! has_python_packages "$venv" "$extras" "$key" || return 0
    say "installing Python packages; this takes a minute or two"
    PIP_RETRIES=10 PIP_USE_PEP517=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1 \
        again_if_it_fails "$venv/bin/python" -m pip install --quiet --editable ".${extras:+[$extras]}"
    printf '%s\n' "$key" >"$venv/installed-$extras"
}

build_assets() { # VENV: fonts and message catalogues, where they are missing or out of date
    local venv=$1 catalogue
    "$venv/bin/python" -m kiosk.faces.screen.fonts
    for catalogue in locales/*/LC_MESSAGES/kiosk.po; do
        if [ "$catalogue" -nt "${catalogue%.po}.mo" ]; then
            "$venv/bin/pybabel" --quiet compile --directory locales --domain kiosk
            return
        fi
    done
}
