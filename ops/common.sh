# Shared by start, ledger and test; sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
out=$root/obj # ignored by git
built=$out/built # as new as the sources that the last Release build read
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# The same folder from wherever the commands are run; --data and --connection win over it.
export CHARITYLEDGER_DATA=${CHARITYLEDGER_DATA:-$root/.ledger}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Where the installer script puts it for one user, it isn't on PATH.
if ! command -v dotnet >/dev/null && [[ -x $HOME/.dotnet/dotnet ]]; then PATH=$PATH:$HOME/.dotnet; fi

require_sdk() {
  command -v dotnet >/dev/null ||
    fail 'The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download or your package manager.'
  local version
  version=$(cd "$root" && dotnet --version 2>/dev/null) ||
    fail "The .NET 10 SDK is missing; installed: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -)."
  [[ $version == 10.* ]] || fail "The .NET 10 SDK is needed, not $version."
}

# Prints a file of the product that is newer than $1; folders count, because a deleted file leaves only their mark.
newer_source() {
  find "$root"/{src,contracts,projections} "$root"/{Directory.Build.props,Directory.Packages.props,global.json} \
    \( -name bin -o -name obj \) -prune -o -newer "$1" "${@:2}" -print -quit
}

# One build at a time, so that two commands at once can't spoil each other's output.
lock_builds() {
  mkdir -p "$out"
  exec 9>"$out/build.lock"
  ! command -v flock >/dev/null || flock 9
}

unlock_builds() { exec 9>&-; }

# Builds $1 (a project or the solution), which contains the host and the command line.
build() {
  require_sdk
  touch "$built.start"
  # The compiler's own servers outlive the build, so they must not inherit the lock.
  (cd "$root" && dotnet build "$1" -c Release --nologo -v quiet) 9>&- </dev/null >"$out/build.log" 2>&1 || {
    cat "$out/build.log" >&2
    fail 'The build failed.'
  }
  # The build makes folders beside the sources, so what counts here is files changed meanwhile.
  if [[ -z $(newer_source "$built.start" -type f) ]]; then touch "$built"; else mv "$built.start" "$built"; fi
}

build_if_needed() {
  if [[ -e $built && -z $(newer_source "$built") ]]; then return; fi
  lock_builds
  if [[ ! -e $built || -n $(newer_source "$built") ]]; then
    say 'Building CharityLedger (first time, or sources have changed) …'
    build src/CharityLedger.Cli
  fi
  unlock_builds
}

# Runs the long form of a test of crashes: run_rounds NAME VARIABLE ROUNDS CLASS [--rounds N] [--seed N]
run_rounds() {
  local name=$1 variable=CHARITYLEDGER_$2_ROUNDS rounds=$3 class=$4
  shift 4
  while (($# > 0)); do
    [[ $# -gt 1 && $2 =~ ^[0-9]{1,9}$ ]] || fail "Usage: ops/$name [--rounds N] [--seed N]"
    case $1 in
      --rounds) rounds=$2 ;;
      --seed) export CHARITYLEDGER_CRASH_SEED=$2 ;;
      *) fail "Usage: ops/$name [--rounds N] [--seed N]" ;;
    esac
    shift 2
  done
  ((rounds > 0)) || fail "Usage: ops/$name [--rounds N] [--seed N]"
  export "$variable=$rounds"
  lock_builds
  say 'Building the tests of the server …'
  build tests/CharityLedger.Server.Tests
  unlock_builds
  # Each line of the test's own comes with the test's name before it, which is long.
  dotnet "$root/tests/CharityLedger.Server.Tests/bin/Release/net10.0/CharityLedger.Server.Tests.dll" \
    -class "*.$class" -noColor -noLogo -showLiveOutput </dev/null | sed -u 's/^ *CharityLedger\..*\[OUTPUT\]//'
}
