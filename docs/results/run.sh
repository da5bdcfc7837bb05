# Sourced by the scripts of this folder, in the root of the repository, once 'output' is set.
dotnet build -c Release -v q --nologo tools/ReinFlow.Cli
reinflow() { dotnet artifacts/bin/ReinFlow.Cli/release/ReinFlow.Cli.dll "$@"; }

# run FOLDER COMMAND... : a folder of the output is there only when its run is complete
run() {
  [ -d "$output/$1" ] && return
  mkdir -p "$output"
  rm -rf "$output/$1.part"
  reinflow "${@:2}" --output "$output/$1.part" | tee "$output/$1.log"
  mv "$output/$1.part" "$output/$1"
}
