#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Installs congky as a Windows service. NOT RUN BY US: there is no Windows in our tests.
  Cài cổng ký làm dịch vụ Windows. CHƯA ĐƯỢC CHẠY THỬ.
.EXAMPLE
  .\install-service.ps1 -CongkyFolder C:\congky
#>
param(
  # The built package. / Thư mục cổng ký đã build.
  [Parameter(Mandatory)] [string] $CongkyFolder,
  # Configuration and state. / Cấu hình và trạng thái.
  [string] $DataFolder = (Join-Path $env:ProgramData 'congky'),
  # A 32-bit Node.js where the token's library is 32-bit only: congky doctor says so.
  # Node.js 32-bit nếu thư viện token chỉ có bản 32-bit: congky doctor sẽ báo.
  [string] $Node = (Get-Command node.exe).Source
)
$ErrorActionPreference = 'Stop'

$winsw = Join-Path $PSScriptRoot 'congky-service.exe'
if (-not (Test-Path $winsw)) {
  throw "Put WinSW there as $winsw first. / Hãy đặt WinSW vào $winsw trước."
}
$config = Join-Path $DataFolder 'congky.yaml'
if (-not (Test-Path $config)) {
  throw "There is no $config. Make one: congky init --config `"$config`" / Chưa có tệp cấu hình, hãy chạy congky init."
}
$state = Join-Path $DataFolder 'state'
$log = Join-Path $DataFolder 'log'
New-Item -ItemType Directory -Force -Path $state, $log | Out-Null

# Names of groups differ between languages of Windows, so accounts are given by their SID:
# S-1-5-18 SYSTEM, S-1-5-32-544 Administrators, S-1-5-19 LocalService.
# The service reads its configuration and writes its state; nobody else opens either.
# Dịch vụ chỉ đọc cấu hình và ghi trạng thái; người khác không mở được.
icacls $DataFolder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-19:(OI)(CI)RX' | Out-Null
foreach ($folder in $state, $log) { icacls $folder /grant:r '*S-1-5-19:(OI)(CI)M' | Out-Null }

$template = Get-Content -Raw -Encoding UTF8 (Join-Path $PSScriptRoot 'congky-service.xml')
$escape = { param($text) [System.Security.SecurityElement]::Escape($text) }
$filled = $template.Replace('<executable>NODE_EXE', "<executable>$(& $escape $Node)").
  Replace('<argument>CONGKY_FOLDER', "<argument>$(& $escape $CongkyFolder)").
  Replace('<argument>CONFIG_FILE', "<argument>$(& $escape $config)").
  Replace('<logpath>DATA_FOLDER', "<logpath>$(& $escape $DataFolder)")

$service = Join-Path $DataFolder 'service'
New-Item -ItemType Directory -Force -Path $service | Out-Null
Copy-Item -Force $winsw (Join-Path $service 'congky-service.exe')
[System.IO.File]::WriteAllText((Join-Path $service 'congky-service.xml'), $filled)

& (Join-Path $service 'congky-service.exe') install
if ($LASTEXITCODE -ne 0) { throw "WinSW could not install the service. / WinSW không cài được dịch vụ." }
Start-Service congky
Get-Service congky
Write-Host 'Next / Tiếp theo:  congky doctor   congky unlock'
