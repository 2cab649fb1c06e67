import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describeRights } from '../store/workstation-rights.ts'
import { noteWords } from './history-words.ts'

const vi = { language: 'vi' } as const

test('what the gateway notes reads in Vietnamese, and is kept as it is in English', () => {
  expect(noteWords('started 0.1.0', vi)).toBe('khởi động, phiên bản 0.1.0')
  expect(noteWords('Giám đốc: unlocked', vi)).toBe('Giám đốc: đã mở khóa')
  expect(noteWords('retried by admin', vi)).toBe('quản trị cho ký lại')
  const two =
    'certificate of tax code 0101300842 signs for 0301519977; an earlier attempt did not complete: the same document is signed again'
  expect(noteWords(two, vi)).toBe(
    'chữ ký số của mã số thuế 0101300842 ký cho 0301519977; lần ký trước chưa xong: ký lại đúng chứng từ đó',
  )
  expect(noteWords(two, { language: 'en' })).toBe(two)
  const rights = describeRights({ enterprises: 'all', keyDays: 90, accessEndsAt: new Date(0) })
  expect(noteWords(['added may-01', ...rights].join('; '), vi)).toBe(
    'thêm may-01; được ký cho mọi doanh nghiệp; khóa truy cập dùng được 90 ngày; được truy cập đến 1970-01-01T00:00:00.000Z',
  )
  const none = describeRights({ enterprises: [], keyDays: 0, accessEndsAt: null })
  expect(noteWords(none.join('; '), vi)).toBe('không được ký cho doanh nghiệp nào; khóa truy cập không hết hạn')
})

test('a name that looks like a replacement pattern, and a phrase of a newer version, come out as they are', () => {
  expect(noteWords("added $1 $& $'", vi)).toBe("thêm $1 $& $'")
  expect(noteWords('something new', vi)).toBe('something new')
})

test('every note in the code has its Vietnamese phrase', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  // Dialects say of what type a column for notes is.
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.test|\.story)\.ts$/.test(file) && !file.includes('dialects'),
  )
  const notes = files.flatMap((file) =>
    [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/\bnote: (?:'([^']+)'|`([^`]+)`)/g)].map(
      ([, plain, template]) => plain ?? (template ?? '').replaceAll(/\$\{[^}]*\}/g, '1'),
    ),
  )
  expect(notes.length).toBeGreaterThan(10)
  // A note that is put together elsewhere is all placeholders, and is tested above.
  const written = notes.filter((note) => /[a-z]/.test(note))
  expect(written.filter((note) => noteWords(note, vi) === note)).toEqual([])
})
