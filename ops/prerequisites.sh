# What the tests need besides .NET; sourced by ops/test.
# shellcheck shell=bash

has_browser() {
  command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
}
# Without a window's parts Chromium takes half the processor's time; Ubuntu has it as a whole only.
browser_package() { if grep -qx 'ID=debian' /etc/os-release; then echo chromium-headless-shell; else echo chromium; fi; }
has_chinese_font() { command -v fc-list && fc-list :lang=zh family | grep .; }
has_postgres() {
  [[ -n ${CHARITYLEDGER_PG_BIN:-} ]] || command -v postgres || ls /usr/lib/postgresql/1[5-8]/bin/postgres
}

apt_install() {
  local lock=(-o DPkg::Lock::Timeout=300)
  apt-get "${lock[@]}" update -q &&
    DEBIAN_FRONTEND=noninteractive apt-get "${lock[@]}" install -qy --no-install-recommends "$@"
}

install_prerequisites() {
  local missing=()
  has_browser &>/dev/null || missing+=("$(browser_package)")
  has_chinese_font &>/dev/null || missing+=(fonts-noto-cjk fontconfig)
  # Judges the exported journal: the same balances, account by account.
  command -v hledger >/dev/null || missing+=(hledger)
  # Without PostgreSQL the embedded server takes an npm package, which needs Node.
  has_postgres &>/dev/null || command -v npm >/dev/null || missing+=(postgresql)
  if ((${#missing[@]} > 0)); then
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
      say "Installing ${missing[*]} …"
      # The ledger starts a server of its own: Debian's must not.
      if [[ " ${missing[*]} " == *' postgresql '* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
      fi
      apt_install "${missing[@]}" </dev/null >"$results/apt.log" 2>&1 || {
        tail -n 20 "$results/apt.log" >&2
        say "${missing[*]} can't be installed; tests will fail without."
      }
    else
      say "The tests need ${missing[*]}; only root on Debian or Ubuntu can install them here. Tests will fail without."
    fi
  fi
  if [[ -e $root/tests/interop/package.json ]]; then
    command -v npm >/dev/null || fail 'The tests against other clients need Node.js with npm.'
    if [[ ! -e $root/tests/interop/node_modules/.package-lock.json ||
      $root/tests/interop/package-lock.json -nt $root/tests/interop/node_modules/.package-lock.json ]]; then
      npm --prefix "$root/tests/interop" ci --no-audit --no-fund --loglevel=error >&2
    fi
  fi
}
