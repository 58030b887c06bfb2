# PowerShell completion of regctl
Register-ArgumentCompleter -Native -CommandName regctl, rctl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  & $commandAst.CommandElements[0].ToString() __complete -- @words 2>$null | ForEach-Object {
    $value, $description = $_ -split "`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
