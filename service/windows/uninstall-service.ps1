#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Stops and removes the service; configuration, state and history stay. NOT RUN BY US.
  Dừng và gỡ dịch vụ; cấu hình, trạng thái và lịch sử được giữ lại. CHƯA ĐƯỢC CHẠY THỬ.
#>
param([string] $DataFolder = (Join-Path $env:ProgramData 'congky'))
$ErrorActionPreference = 'Stop'

$winsw = Join-Path (Join-Path $DataFolder 'service') 'congky-service.exe'
if (-not (Test-Path $winsw)) { throw "There is no $winsw. / Không có $winsw." }
if ((Get-Service congky -ErrorAction SilentlyContinue).Status -eq 'Running') { Stop-Service congky }
& $winsw uninstall
if ($LASTEXITCODE -ne 0) { throw "WinSW could not remove the service. / WinSW không gỡ được dịch vụ." }
Write-Host "Kept / Giữ lại: $DataFolder"
