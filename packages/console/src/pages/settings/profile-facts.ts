/** Signature profiles in words. */
import {
  type EdifactProfileOptions,
  type ProfileKind,
  type ProfileOptions,
  profileWords,
  resultFormatOf,
  type XmlProfileOptions,
} from '@congky/shared'
import { say, sayOf } from '../../text.ts'

export function kindWords(kind: ProfileKind): string {
  switch (kind) {
    case 'xmldsig':
      return say('Chữ ký XML (XML Signature)', 'XML Signature')
    case 'kdt':
      return say('Hải quan KDT (data và fileCert)', 'Customs KDT (data and fileCert)')
    case 'cms':
      return say('CMS / PKCS#7, tệp thuộc mọi loại', 'CMS / PKCS#7, files of any kind')
    case 'smime':
      return say('Thư S/MIME', 'S/MIME message')
    case 'edifact':
      return say('EDIFACT, chữ ký bên trong (ISO 9735-5)', 'EDIFACT, signed inside (ISO 9735-5)')
    case 'autack':
      return say('EDIFACT, thông điệp AUTACK (ISO 9735-6)', 'EDIFACT, message AUTACK (ISO 9735-6)')
  }
}

/** What a built-in profile is for; null for one of the configuration. */
export function aboutWords(name: string): string | null {
  const words = Object.hasOwn(profileWords, name) ? profileWords[name] : undefined
  return words ? sayOf(words.about) : null
}

export type Fact = readonly [string, string | null]

export function profileFacts(options: ProfileOptions): readonly Fact[] {
  return [
    ...ownFacts(options),
    [say('Thuật toán băm', 'Digest'), digestWords(options)],
    [say('Kết quả', 'Result'), resultWords(options)],
  ]
}

function ownFacts(options: ProfileOptions): readonly Fact[] {
  switch (options.kind) {
    case 'xmldsig':
      return [
        [say('Ký', 'Signs'), signedPart(options.signs)],
        [say('Chữ ký đặt tại', 'Signature goes into'), options.placedIn ?? say('phần tử gốc', 'the root element')],
        [say('Cũng ký', 'Signs as well'), options.alternatives.map(({ signs }) => signs.path).join(', ')],
        [say('Mã số thuế lấy từ', 'Tax code from'), options.taxCodePath],
      ]
    case 'kdt':
      return [
        [say('Ký', 'Signs'), options.signs],
        [say('Chữ ký đặt tại', 'Signature goes into'), options.placedIn],
        [say('Mã số thuế lấy từ', 'Tax code from'), options.taxCodePath],
      ]
    case 'cms':
      return [[say('Ký', 'Signs'), say('cả tệp, từng byte', 'the whole file, byte for byte')]]
    case 'smime':
      return [
        [
          say('Ký', 'Signs'),
          say(`cả tệp, là phần ${options.contentType}`, `the whole file, as ${options.contentType}`),
        ],
      ]
    case 'edifact':
      return [
        [say('Ký', 'Signs'), securedWords(options)],
        [say('Mã số thuế lấy từ', 'Tax code from'), exporterWords(options)],
      ]
    case 'autack':
      return [
        [
          say('Ký', 'Signs'),
          say('mã băm của trao đổi hoặc từng thông điệp', 'digests of the interchange or its messages'),
        ],
        [say('Mã số thuế lấy từ', 'Tax code from'), exporterWords(options)],
      ]
  }
}

function securedWords({ level, scope }: EdifactProfileOptions): string {
  const what = level === 'interchange' ? say('cả trao đổi', 'the interchange') : say('thông điệp', 'the message')
  return scope === 'whole' ? what : say(`${what}, trừ đoạn đầu và đoạn cuối`, `${what} without its header and trailer`)
}

function exporterWords({ taxCodeFrom }: Pick<EdifactProfileOptions, 'taxCodeFrom'>): string | null {
  return taxCodeFrom === 'exporter' ? say('nhà xuất khẩu (NAD+EX)', 'the exporter (NAD+EX)') : null
}

function signedPart(signs: XmlProfileOptions['signs']): string {
  if ('path' in signs) return signs.path
  return 'id' in signs ? `Id = ${signs.id}` : say('cả chứng từ', 'the whole document')
}

function digestWords({ digest }: ProfileOptions): string {
  if (digest === 'auto') return say('theo chữ ký số', 'as the certificate')
  return digest === 'sha1' ? 'SHA-1' : 'SHA-256'
}

function resultWords(options: ProfileOptions): string {
  const { extension } = resultFormatOf(options)
  if (extension === null) return say('chứng từ có chữ ký bên trong', 'the document with the signature inside')
  return resultFormatOf(options).detached
    ? say(`tệp ${extension} đi kèm chứng từ gốc`, `a file ${extension} that goes with the original`)
    : say(`tệp ${extension} chứa cả chứng từ`, `a file ${extension} with the document inside`)
}
