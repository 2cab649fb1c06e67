/** Writes the first congky.yaml: small enough to read in a minute, with what this host was found to have. */
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CongkyError } from '@congky/shared'
import { checkConfig } from './load.ts'
import { moduleName } from './module-name.ts'
import { replaceFile } from './replace-file.ts'

export interface InitOptions {
  /** Where PKCS#11 libraries are known to be installed; those that exist here are written down. */
  readonly knownModules: readonly string[]
  /** Replaces a file that is there already. */
  readonly overwrite?: boolean
}

/**
 * @returns The libraries that were found and written down.
 * @throws {CongkyError} ERR_CONFIG_EXISTS
 */
export function initConfig(file: string, options: InitOptions): { readonly modules: readonly string[] } {
  if (existsSync(file) && options.overwrite !== true) throw new CongkyError('ERR_CONFIG_EXISTS', { file })
  const modules = withoutRepetition(options.knownModules.filter((path) => existsSync(path)))
  const text = startingConfig(modules)
  if (checkConfig(text, file).config === null) throw new Error('The starting configuration is not valid')
  mkdirSync(dirname(resolve(file)), { recursive: true })
  replaceFile(file, text, 0o640)
  return { modules }
}

/** One library often stands under several names. */
function withoutRepetition(paths: readonly string[]): readonly string[] {
  const byFile = new Map<string, string>()
  for (const path of paths) {
    const file = realpathSync(path)
    if (!byFile.has(file)) byFile.set(file, path)
  }
  return [...byFile.values()]
}

function moduleLines(paths: readonly string[]): string {
  if (paths.length === 0) {
    return ['modules:', '  # - name: vnpt-ca', '  #   path: C:\\Windows\\System32\\vnptca_p11_v8.dll'].join('\n')
  }
  const names: string[] = []
  const entries = paths.map((path) => {
    const name = moduleName(path, names)
    names.push(name)
    return `  - name: ${name}\n    path: ${path}`
  })
  return ['modules:', ...entries].join('\n')
}

function startingConfig(modules: readonly string[]): string {
  return `# Cấu hình cổng ký. Sửa bằng tay hoặc bằng lệnh congky; cổng ký tự nhận thay đổi trong vài giây.
# Tệp sai thì cổng ký giữ cấu hình đang chạy và báo dòng sai. Kiểm tra: congky config check
# Mật khẩu và mã PIN không bao giờ ghi ở đây: congky secret set <tên>, congky unlock <token>
#
# Configuration of the congky signing gateway. Edit by hand or with congky; changes are picked up within
# seconds, and an invalid file changes nothing. Passwords and PINs are never written here.

# Nơi máy trạm gọi đến. 127.0.0.1: chỉ máy này. 0.0.0.0: cả mạng LAN (luôn mã hóa TLS).
# Where workstations call. 127.0.0.1: this machine only. 0.0.0.0: the whole LAN (always with TLS).
listen:
  host: 127.0.0.1
  port: 8443

# Thư mục chứa hàng đợi, lịch sử ký, mật khẩu đã mã hóa. Sao lưu: congky backup <tệp>
# Where the queue, the signing history and encrypted passwords live. Back it up: congky backup <file>
stateDir: ./state

# Thư viện PKCS#11 của USB token. Tìm thêm: congky tokens scan
# PKCS#11 libraries of the USB tokens. Find more: congky tokens scan
${moduleLines(modules)}

# Cơ sở dữ liệu của phần mềm khai báo. Tạo bảng mẫu: congky source init-table <tên>
# Databases of the declaration software. Make the reference table: congky source init-table <name>
sources:
  # - name: khai-bao
  #   dialect: sqlite
  #   connection:
  #     file: ./khai-bao.db

# Doanh nghiệp và chữ ký số riêng của họ (số serial hoặc thumbprint SHA-256).
# Enterprises and their own certificates (serial number or SHA-256 thumbprint).
# congky enterprise set 0101300842 --name "Công ty A" --certificate 5402BC5CACCE669C
enterprises:

# Chữ ký số mặc định, cho doanh nghiệp không có chữ ký số riêng: congky enterprise default <serial>
# Default certificate, for enterprises without their own: congky enterprise default <serial>
defaultCertificate:
`
}
