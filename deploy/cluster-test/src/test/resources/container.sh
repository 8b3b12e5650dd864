# Runs a program in a file system of its own, as a container runtime does: unshare --mount sh container.sh ROOT USER MOUNTS PROGRAM...
# ROOT is an empty folder, read-only for the program. Each line of MOUNTS is a mode (ro, rw, or own: given to the user), a place on
# this machine and one in the container. The program keeps this process's id, gets its signals, and is killed when whoever started it
# ends.
set -eu
root=$1 user=$2 mounts=$3
shift 3
mount --bind "$root" "$root"
for link in bin lib lib64 sbin; do
  ln -sfn "usr/$link" "$root/$link"
done
while read -r mode from to; do
  mkdir -p "$root$to"
  mount --rbind "$from" "$root$to"
  case "$mode" in
    ro) mount -o remount,bind,ro "$root$to" ;;
    own) chown -R "$user:$user" "$from" ;;
  esac
done <"$mounts"
mount -o remount,bind,ro "$root"
exec chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all --bounding-set=-all \
  --no-new-privs --pdeathsig KILL "$@"
