#!/usr/bin/env bash
# Builds the test servers (etcd, kube-apiserver, kubectl, ...) from their Go modules, once per
# machine, and prints the directory that holds them. Progress goes to stderr. KUBEBUILDER_ASSETS
# names a directory of ready binaries and wins. @see testing-kubernetes.md 5.3
set -euo pipefail
cd "$(dirname "$0")"
export GOTOOLCHAIN=local CGO_ENABLED=0

if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
  for needed in etcd kube-apiserver kubectl; do
    [[ -x $KUBEBUILDER_ASSETS/$needed ]] || {
      echo "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS holds no $needed" >&2
      exit 1
    }
  done
  echo "$KUBEBUILDER_ASSETS"
  exit 0
fi

if ! command -v go > /dev/null; then
  echo "The test servers are built with Go >= 1.26, which is not here." >&2
  exit 1
fi
go_version=$(go env GOVERSION)
if [[ $(printf '%s\n' go1.26 "$go_version" | sort -V | head -n 1) != go1.26 ]]; then
  echo "The test servers need Go >= 1.26; this is $go_version." >&2
  exit 1
fi

key=$( { cat ./*/go.mod ./*/go.sum; echo "$go_version"; } | sha256sum | cut -c 1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/weft/servers
ready=$cache/$key
if [[ -f $ready/complete ]]; then
  echo "$ready"
  exit 0
fi

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
[[ -f $ready/complete ]] && { echo "$ready"; exit 0; }
making=$ready.making
rm -rf "$making"
mkdir -p "$making"

kubernetes=$(cd kubernetes && go list -m -f '{{.Version}}' k8s.io/kubernetes)
minor=${kubernetes#v1.}
stamp="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  stamp+=" -X $package.gitVersion=$kubernetes -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
  stamp+=" -X $package.gitTreeState=clean -X $package.gitCommit=weft"
  stamp+=" -X $package.buildDate=2026-01-01T00:00:00Z"
done

build() { # module, binary, package, linker flags
  local began=$SECONDS
  printf 'Building %s ... ' "$2" >&2
  (cd "$1" && go build -trimpath -ldflags "$4" -o "$making/$2" "$3") >&2
  echo "$((SECONDS - began)) s" >&2
}

echo "Building the test servers into $ready (once per machine, about ten minutes)" >&2
build etcd etcd go.etcd.io/etcd/server/v3 "-s -w"
build etcd etcdctl go.etcd.io/etcd/etcdctl/v3 "-s -w"
for program in kube-apiserver kubectl kube-controller-manager kube-scheduler; do
  build kubernetes "$program" "k8s.io/kubernetes/cmd/$program" "$stamp"
done
build kwok kwok sigs.k8s.io/kwok/cmd/kwok "-s -w"

# kwok exits without stages; these are its own, in its module.
stages=$(cd kwok && go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
for folder in node/fast node/heartbeat-with-lease pod/fast; do
  for stage in "$stages/$folder"/*.yaml; do
    [[ $stage == */kustomization.yaml ]] && continue
    echo "---"
    cat "$stage"
  done
done > "$making/kwok-stages.yaml"

touch "$making/complete"
rm -rf "$ready"
mv "$making" "$ready"
echo "$ready"
