export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** The words before the cursor go to `regctl __complete`, which prints one suggestion a line, value and description parted by a tab. */
const SCRIPTS: { readonly [S in Shell]: string } = {
  bash: `# bash completion of regctl
_regctl() {
  local IFS=$'\n' line
  COMPREPLY=()
  while IFS=$'\t' read -r line _; do
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "\${#COMPREPLY[@]}" -eq 1 ] && [ "\${COMPREPLY[0]}" = ":files" ]; then
    COMPREPLY=()
    compopt -o default
  fi
}
complete -F _regctl regctl rctl
`,
  zsh: `#compdef regctl rctl
# zsh completion of regctl
_regctl() {
  local -a values descriptions
  local line
  while IFS= read -r line; do
    values+=("\${line%%$'\t'*}")
    descriptions+=("\${line//$'\t'/  -- }")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ \${#values} -eq 1 && "\${values[1]}" = ":files" ]]; then
    _files
    return
  fi
  compadd -Q -l -d descriptions -- "\${values[@]}"
}
if [ "$funcstack[1]" = "_regctl" ]; then
  _regctl "$@"
else
  compdef _regctl regctl rctl
fi
`,
  fish: `# fish completion of regctl
function __regctl_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines ($words[1] __complete -- $words[2..-1] 2>/dev/null)
  if test (count $lines) -eq 1; and test "$lines[1]" = ":files"
    __fish_complete_path (commandline -ct)
    return
  end
  printf '%s\n' $lines
end
complete -c regctl -f -a '(__regctl_complete)'
complete -c rctl -f -a '(__regctl_complete)'
`,
  powershell: `# PowerShell completion of regctl
Register-ArgumentCompleter -Native -CommandName regctl, rctl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  & $commandAst.CommandElements[0].ToString() __complete -- @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`,
};

/** The completion script of a shell. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
