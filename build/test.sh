#!/bin/sh
# Installs the MuJoCo library where apt can do it, then builds the solution and runs all tests. Arguments go to `dotnet test`.
cd "$(dirname "$0")/.." || exit 1

mujoco_is_there() {
    [ -n "${REINFLOW_MUJOCO:-}" ] && return 0
    for folder in /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-gnu; do
        for file in "$folder"/libmujoco.so*; do
            [ -e "$file" ] && return 0
        done
    done
    return 1
}

install_mujoco() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    echo "Installing libmujoco2.2.2 ..."
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq libmujoco2.2.2
}

if ! mujoco_is_there && ! install_mujoco; then
    cat >&2 <<'TEXT'
The MuJoCo library could not be installed here, so the tests of MuJoCo and Hopper will fail.
  Debian, Ubuntu: sudo apt-get install libmujoco2.2.2
  elsewhere: unpack a MuJoCo release and set REINFLOW_MUJOCO to its folder
TEXT
fi

exec dotnet test ReinFlow.sln -c Release "$@"
