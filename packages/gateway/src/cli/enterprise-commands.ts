import { CongkyError } from '@congky/shared'
import type { Command } from 'commander'
import { removeEnterprises, setDefaultCertificate, setEnterprises } from '../config/config-edits.ts'
import { editConfig } from '../config/edit.ts'
import { parseCertificateReference } from '../domain/certificate-reference.ts'
import { parseCheckedTaxCode } from '../domain/checked-tax-code.ts'
import { decodeCsv } from '../domain/csv.ts'
import { parseEnterpriseCsv } from '../domain/enterprise-csv.ts'
import type { EnterpriseConfig } from '../domain/gateway-config.ts'
import { noteUnknownCertificate } from './certificate-remark.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { printable } from './output/display-width.ts'
import { readFile } from './read-file.ts'

interface SetOptions {
  readonly name?: string
  readonly certificate?: string
  readonly source?: string
}

export function addEnterpriseCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(
    program,
    'enterprise',
    'Doanh nghiệp và chữ ký số của họ.',
    'Enterprises and their certificates.',
    cli,
  )
  const taxCode = say('mã số thuế', 'tax code')
  const source = say('chỉ áp dụng cho nguồn này', 'for this source only')

  const list = group
    .command('list')
    .description(say('Các doanh nghiệp và chữ ký số được gán.', 'The enterprises and their certificates.'))
    .action(() => listEnterprises(cli))
  addExample(list, cli, 'enterprise list')

  const set = group
    .command('set')
    .description(
      say('Thêm doanh nghiệp, hoặc sửa tên và chữ ký số.', 'Adds an enterprise, or changes its name or certificate.'),
    )
    .argument('<tax-code>', taxCode)
    .option('--name <name>', say('tên doanh nghiệp (cần khi thêm mới)', 'its name (needed for a new one)'))
    .option(
      '--certificate <ref>',
      say('số serial hoặc thumbprint; none để bỏ', 'serial number or thumbprint; none removes it'),
    )
    .option('--source <name>', source)
    .action((code: string, options: SetOptions) => setOne(cli, code, options))
  addExample(set, cli, 'enterprise set 0101300842 --name "Công ty A" --certificate 5402BC5CACCE669C')

  const remove = group
    .command('remove')
    .description(say('Xóa doanh nghiệp khỏi cấu hình.', 'Removes an enterprise from the configuration.'))
    .argument('<tax-code>', taxCode)
    .option('--source <name>', source)
    .action((code: string, options: { source?: string }) => removeOne(cli, code, options.source ?? null))
  addExample(remove, cli, 'enterprise remove 0101300842')

  const byDefault = group
    .command('default')
    .description(
      say(
        'Đặt chữ ký số mặc định, cho doanh nghiệp không có chữ ký số riêng.',
        'Sets the default certificate, for enterprises without their own.',
      ),
    )
    .argument(
      '<certificate>',
      say('số serial hoặc thumbprint; none để bỏ', 'serial number or thumbprint; none removes it'),
    )
    .option('--source <name>', source)
    .action((certificate: string, options: { source?: string }) => setDefault(cli, certificate, options.source ?? null))
  addExample(byDefault, cli, 'enterprise default 540291F3A2B4C6D8')

  const fromCsv = group
    .command('import')
    .description(
      say(
        'Nhập danh sách từ tệp CSV (Excel): Mã số thuế, Tên doanh nghiệp, Chữ ký số, Nguồn.',
        'Takes a list from a CSV file: taxCode, name, certificate, source.',
      ),
    )
    .argument('<file>', say('tệp CSV', 'CSV file'))
    .option('--dry-run', say('chỉ kiểm tra, không ghi', 'check only, write nothing'))
    .action((file: string, options: { dryRun?: boolean }) => importCsv(cli, file, options.dryRun === true))
  addExample(fromCsv, cli, 'enterprise import danh-sach.csv --dry-run')
}

function listEnterprises(cli: Cli): void {
  const { say } = cli
  const { config } = cli.loadConfig()
  const { enterprises, defaultCertificate } = config
  cli.result({ enterprises, defaultCertificate }, () => [
    ...(enterprises.length === 0
      ? [say('Chưa có doanh nghiệp nào trong cấu hình.', 'No enterprise is configured.')]
      : cli.table<EnterpriseConfig>(
          [
            { title: say('MÃ SỐ THUẾ', 'TAX CODE'), value: (row) => row.taxCode },
            { title: say('DOANH NGHIỆP', 'ENTERPRISE'), value: (row) => row.name, shrinks: true },
            {
              title: say('CHỮ KÝ SỐ', 'CERTIFICATE'),
              value: (row) => row.certificate ?? say('mặc định', 'default'),
              paint: (text, row, paint) => (row.certificate === null ? paint.dim(text) : text),
              shrinks: true,
            },
            { title: say('NGUỒN', 'SOURCE'), value: (row) => row.source ?? say('mọi nguồn', 'all') },
          ],
          enterprises,
        )),
    '',
    defaultCertificate === null
      ? cli.paint.dim(say('Không có chữ ký số mặc định.', 'There is no default certificate.'))
      : `${say('Chữ ký số mặc định:', 'Default certificate:')} ${defaultCertificate}`,
  ])
}

async function setOne(cli: Cli, written: string, options: SetOptions): Promise<void> {
  const { say } = cli
  const taxCode = parseCheckedTaxCode(written)
  const certificate = options.certificate === undefined ? undefined : readCertificate(options.certificate)
  const source = knownSource(cli, options.source ?? null)
  const { config } = cli.loadConfig()
  const existing = config.enterprises.find((entry) => entry.taxCode === taxCode && entry.source === source)
  // The line for one source carries the name of the line for all.
  const namesake = config.enterprises.find((entry) => entry.taxCode === taxCode)
  const name = options.name ?? (existing ? undefined : namesake?.name)
  if (!existing && name === undefined) throw usage('A new enterprise needs --name', 'Doanh nghiệp mới cần có --name')
  const edited = editConfig(cli.configFile, (document) => {
    setEnterprises(document, [{ taxCode, name, certificate, source }])
  })
  const entry = edited.config.enterprises.find((entry) => entry.taxCode === taxCode && entry.source === source)
  cli.result(entry, () => [
    cli.ok(
      existing
        ? say(`Đã sửa ${taxCode} ${printable(entry?.name ?? '')}`, `Changed ${taxCode} ${printable(entry?.name ?? '')}`)
        : say(`Đã thêm ${taxCode} ${printable(entry?.name ?? '')}`, `Added ${taxCode} ${printable(entry?.name ?? '')}`),
    ),
  ])
  if (certificate) await noteUnknownCertificate(cli, edited.config.stateDir, certificate, taxCode)
}

function removeOne(cli: Cli, written: string, source: string | null): void {
  const taxCode = parseCheckedTaxCode(written)
  let isRemoved = false
  editConfig(cli.configFile, (document) => {
    isRemoved = removeEnterprises(document, [{ taxCode, source }]) > 0
  })
  if (!isRemoved) throw new CongkyError('ERR_ENTERPRISE_UNKNOWN', { taxCode })
  cli.result({ removed: taxCode, source }, () => [cli.ok(cli.say(`Đã xóa ${taxCode}`, `Removed ${taxCode}`))])
}

async function setDefault(cli: Cli, written: string, source: string | null): Promise<void> {
  const { say } = cli
  const certificate = readCertificate(written)
  const { config } = editConfig(cli.configFile, (document) => setDefaultCertificate(document, certificate, source))
  const where = source === null ? '' : say(` của nguồn ${source}`, ` of the source ${source}`)
  cli.result({ defaultCertificate: certificate, source }, () => [
    cli.ok(
      certificate === null
        ? say(`Đã bỏ chữ ký số mặc định${where}`, `Removed the default certificate${where}`)
        : say(`Chữ ký số mặc định${where}: ${certificate}`, `Default certificate${where}: ${certificate}`),
    ),
  ])
  if (certificate !== null) await noteUnknownCertificate(cli, config.stateDir, certificate, null)
}

function importCsv(cli: Cli, file: string, isDryRun: boolean): void {
  const { say } = cli
  const { config } = cli.loadConfig()
  const { enterprises, problems, restored } = parseEnterpriseCsv(
    decodeCsv(readFile(file)),
    config.sources.map(({ name }) => name),
  )
  if (problems.length > 0) {
    cli.markFailed()
    cli.result({ file, problems }, () => [
      ...problems.map(({ line, text }) => cli.bad(`${file}:${line}: ${printable(text[cli.language])}`)),
      say(`${problems.length} dòng cần sửa; chưa ghi gì.`, `${problems.length} to correct; nothing was written.`),
    ])
    return
  }
  let counts = { added: 0, changed: 0 }
  if (!isDryRun) {
    editConfig(cli.configFile, (document) => {
      counts = setEnterprises(document, enterprises)
    })
  }
  cli.result(
    { file, rows: enterprises.length, ...counts, restored: restored.map(({ taxCode }) => taxCode), dryRun: isDryRun },
    () => [
      ...(restored.length === 0
        ? []
        : [
            cli.warning(
              say(
                `Đã thêm lại số 0 đứng đầu mà bảng tính làm mất: ${restored.map(({ taxCode }) => taxCode).join(', ')}`,
                `Gave the leading zero back that the spreadsheet dropped: ${restored.map(({ taxCode }) => taxCode).join(', ')}`,
              ),
            ),
          ]),
      isDryRun
        ? cli.ok(
            say(
              `${enterprises.length} doanh nghiệp hợp lệ; chưa ghi gì.`,
              `${enterprises.length} enterprises are fine; nothing was written.`,
            ),
          )
        : cli.ok(
            say(
              `Đã thêm ${counts.added}, cập nhật ${counts.changed} doanh nghiệp.`,
              `Added ${counts.added} and updated ${counts.changed} enterprises.`,
            ),
          ),
    ],
  )
}

/** null for `none`. @throws {CongkyError} ERR_USAGE */
function readCertificate(written: string): string | null {
  if (written === 'none') return null
  const reference = parseCertificateReference(written)
  if (reference !== null) return reference
  throw usage(
    `“${written}” is neither a serial number in hex nor a SHA-256 thumbprint`,
    `“${written}” không phải số sê-ri dạng hex hay thumbprint SHA-256`,
  )
}

/** @throws {CongkyError} ERR_SOURCE_UNKNOWN */
function knownSource(cli: Cli, source: string | null): string | null {
  if (source === null || cli.loadConfig().config.sources.some(({ name }) => name === source)) return source
  throw new CongkyError('ERR_SOURCE_UNKNOWN', { source })
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
