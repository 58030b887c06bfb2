# Installs regctl for this user: downloads the binary, checks its SHA-256, and puts it into %LOCALAPPDATA%\Programs\regctl. No administrator, nothing else is changed.
#   REGCTL_INSTALL_DIR  another folder
#   REGCTL_VERSION      a version such as v0.1.0; the latest otherwise
#   REGCTL_RELEASES     where releases lie
$ErrorActionPreference = 'Stop'
$releases = if ($env:REGCTL_RELEASES) { $env:REGCTL_RELEASES } else { 'https://releases.regctl.example' }
$version = if ($env:REGCTL_VERSION) { $env:REGCTL_VERSION } else { 'latest' }
$folder = if ($env:REGCTL_INSTALL_DIR) { $env:REGCTL_INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\regctl' }
$name = 'regctl-windows-x64.exe'

$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory -Path $work | Out-Null
try {
  Invoke-WebRequest -UseBasicParsing -Uri "$releases/$version/SHA256SUMS" -OutFile (Join-Path $work 'SHA256SUMS')
  Invoke-WebRequest -UseBasicParsing -Uri "$releases/$version/$name" -OutFile (Join-Path $work $name)
  $line = Get-Content (Join-Path $work 'SHA256SUMS') | Where-Object { $_ -match "^[0-9a-f]{64}  $([Regex]::Escape($name))$" }
  $expected = if ($line) { ($line -split '  ')[0] } else { '' }
  $actual = (Get-FileHash -Algorithm SHA256 (Join-Path $work $name)).Hash.ToLowerInvariant()
  if ($expected -ne $actual) {
    throw "$name is not what was released: its SHA-256 is $actual instead of $expected. Nothing was installed."
  }
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  Copy-Item -Force (Join-Path $work $name) (Join-Path $folder 'regctl.exe')
  Copy-Item -Force (Join-Path $work $name) (Join-Path $folder 'rctl.exe')
  Write-Output "regctl $(& (Join-Path $folder 'regctl.exe') --version) is installed: $(Join-Path $folder 'regctl.exe')"
} finally {
  Remove-Item -Recurse -Force $work
}

if (($env:PATH -split ';') -notcontains $folder) {
  Write-Warning "$folder is not on PATH; add it: [Environment]::SetEnvironmentVariable('PATH', `"$folder;`" + [Environment]::GetEnvironmentVariable('PATH', 'User'), 'User')"
}
$other = Get-Command regctl -ErrorAction SilentlyContinue
if ($other -and $other.Source -ne (Join-Path $folder 'regctl.exe')) {
  Write-Warning "another program called regctl is found first: $($other.Source); rctl is a second name of this one"
}
