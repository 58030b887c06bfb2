# fish completion of regctl
function __regctl_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines ($words[1] __complete -- $words[2..-1] 2>/dev/null)
  if test (count $lines) -eq 1; and test "$lines[1]" = ":files"
    __fish_complete_path (commandline -ct)
    return
  end
  printf '%s
' $lines
end
complete -c regctl -f -a '(__regctl_complete)'
complete -c rctl -f -a '(__regctl_complete)'
