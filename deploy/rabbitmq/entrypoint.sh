#!/bin/sh
# Fills the passwords of the environment into the definitions, then starts the broker as the image would.
set -eu

definitions=/etc/rabbitmq/doorstep-definitions.json
fill=
for user in RESIDENTS GRIEVANCES EMPLOYMENT NOTIFICATIONS SETUP; do
    eval "password=\${${user}_PASSWORD:?is not set}"
    case $password in
        *[!A-Za-z0-9._~-]*)
            echo "${user}_PASSWORD: write letters, digits and . _ ~ - only; it becomes part of an address." >&2
            exit 1 ;;
    esac
    fill="$fill;s/@${user}_PASSWORD@/$password/"
done
umask 077
sed "${fill#;}" /etc/doorstep/definitions.json > "$definitions"
if [ "$(id -u)" = 0 ]; then
    chown rabbitmq: "$definitions"
fi
exec docker-entrypoint.sh "$@"
