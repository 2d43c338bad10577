# Starts nginx with a copy of a configuration that listens on another port, before a wyndrvr server on port 5001 or the one given:
# sh start-nginx.sh nginx.conf 8081
set -eu
folder=$(dirname "$1")
sed "s/listen 127\.0\.0\.1:[0-9]*/listen 127.0.0.1:$2/; s/server 127\.0\.0\.1:5001/server 127.0.0.1:${3:-5001}/" "$1" >"$folder/at-$2.conf"
# Without exec, the shell would get the signal that ends nginx.
exec nginx -p "$folder" -c "at-$2.conf"
