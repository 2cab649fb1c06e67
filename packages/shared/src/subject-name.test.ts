import { expect, test } from 'vitest'
import { subjectName } from './subject-name.ts'

test.each([
  ['UID=MST:0101300842, CN=Công ty A, C=VN', 'Công ty A'],
  ['CN=Công ty A\\, chi nhánh\\, Hà Nội, O=X', 'Công ty A, chi nhánh, Hà Nội'],
  ['O=MST:0101300842, C=VN', 'O=MST:0101300842, C=VN'],
  ['OCN=x, CN=y', 'y'],
])('%s is known as %s', (subject, name) => {
  expect(subjectName(subject)).toBe(name)
})
