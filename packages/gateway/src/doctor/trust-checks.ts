/** The certificates of authorities that are believed, and of customs: what comes with others is refused or called invalid. */

import type { Bilingual } from '@congky/shared'
import type { AuthorityFile, UntimelyAuthority } from '../config/authority-files.ts'
import { type Finding, fail, good, warn } from './finding.ts'

interface FileKind {
  /** Start of the name of the check. */
  readonly check: string
  readonly of: Bilingual
  readonly why: Bilingual
  readonly next: Bilingual
}

const kinds = {
  trust: {
    check: 'trust',
    of: { en: 'authorities', vi: 'tổ chức chứng thực' },
    why: {
      en: 'Signatures with certificates below it are called not valid.',
      vi: 'Chữ ký bằng chứng thư số do nơi này cấp sẽ bị coi là không hợp lệ.',
    },
    next: {
      en: 'Get the current certificate from the authority, and name its file under trust.authorities.',
      vi: 'Lấy chứng thư số mới nhất của tổ chức chứng thực và ghi tệp vào trust.authorities.',
    },
  },
  exchange: {
    check: 'exchange',
    of: { en: 'customs', vi: 'hải quan' },
    why: {
      en: 'Without it messages and answers of customs are not believed: they are refused or wait.',
      vi: 'Thiếu chứng thư số này thì không tin được thông điệp và phản hồi của hải quan: chúng bị từ chối hoặc phải chờ.',
    },
    next: {
      en: 'Get the current certificate from customs, and name its file under exchange.receive or exchange.send.',
      vi: 'Lấy chứng thư số mới nhất của hải quan và ghi tệp vào exchange.receive hoặc exchange.send.',
    },
  },
} as const satisfies Readonly<Record<string, FileKind>>

export function checkCertificateFiles(
  kind: keyof typeof kinds,
  files: readonly AuthorityFile[],
  untimely: readonly UntimelyAuthority[],
): readonly Finding[] {
  const { check, of, why, next } = kinds[kind]
  if (files.length === 0) return []
  const broken = files.flatMap(({ file, problem }) => {
    if (problem === null) return []
    const what = {
      en: `The file of ${of.en} ${file} cannot be read: ${problem}`,
      vi: `Không đọc được tệp ${of.vi} ${file}: ${problem}`,
    }
    return [fail(`${check}:${file}`, what, { why, next })]
  })
  const late = untimely.map(({ file, subject, notBefore, notAfter }) => {
    const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
    const what = {
      en: `The certificate of ${subject} in ${file} is valid from ${from} to ${to} only`,
      vi: `Chứng thư số của ${subject} trong ${file} chỉ có hiệu lực từ ${from} đến ${to}`,
    }
    return warn(`${check}:${file}`, what, { why, next })
  })
  if (broken.length + late.length > 0) return [...broken, ...late]
  const count = files.reduce((sum, { certificates }) => sum + certificates.length, 0)
  return [
    good(check, {
      en: `${count} certificate${count === 1 ? '' : 's'} of ${of.en} can be read and are valid`,
      vi: `${count} chứng thư số của ${of.vi} đọc được và còn hiệu lực`,
    }),
  ]
}
