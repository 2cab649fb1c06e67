/** The certificates of authorities that are believed: a file that is gone or run out makes every signature below it invalid. */
import type { AuthorityFile, UntimelyAuthority } from '../config/authority-files.ts'
import { type Finding, fail, good, warn } from './finding.ts'

const WHY = {
  en: 'Signatures with certificates below it are called not valid.',
  vi: 'Chữ ký bằng chứng thư số do nơi này cấp sẽ bị coi là không hợp lệ.',
}
const NEXT = {
  en: 'Get the current certificate from the authority, and name its file under trust.authorities.',
  vi: 'Lấy chứng thư số mới nhất của tổ chức chứng thực và ghi tệp vào trust.authorities.',
}

export function checkAuthorities(
  files: readonly AuthorityFile[],
  untimely: readonly UntimelyAuthority[],
): readonly Finding[] {
  if (files.length === 0) return []
  const broken = files.flatMap(({ file, problem }) => {
    if (problem === null) return []
    const what = {
      en: `The file of authorities ${file} cannot be read: ${problem}`,
      vi: `Không đọc được tệp tổ chức chứng thực ${file}: ${problem}`,
    }
    return [fail(`trust:${file}`, what, { why: WHY, next: NEXT })]
  })
  const late = untimely.map(({ file, subject, notBefore, notAfter }) => {
    const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
    const what = {
      en: `The authority ${subject} in ${file} is valid from ${from} to ${to} only`,
      vi: `Tổ chức chứng thực ${subject} trong ${file} chỉ có hiệu lực từ ${from} đến ${to}`,
    }
    return warn(`trust:${file}`, what, { why: WHY, next: NEXT })
  })
  if (broken.length + late.length > 0) return [...broken, ...late]
  const count = files.reduce((sum, { certificates }) => sum + certificates.length, 0)
  return [
    good('trust', {
      en: `${count} certificate${count === 1 ? '' : 's'} of authorities can be read and are valid`,
      vi: `${count} chứng thư số của tổ chức chứng thực đọc được và còn hiệu lực`,
    }),
  ]
}
