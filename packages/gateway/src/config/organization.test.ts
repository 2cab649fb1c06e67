/** The section `organization` of congky.yaml. */
import { expect, test } from 'vitest'
import { checkConfig } from './load.ts'

const FILE = '/etc/congky/congky.yaml'
const check = (lines: readonly string[]) => checkConfig(['organization:', ...lines].join('\n'), FILE)

test('an enterprise needs its tax code and its name; the rest may be left out or empty', () => {
  const { config } = check(['  taxCode: 0101300842', '  name: Công ty Thái Sơn', '  address:'])
  expect(config?.organization).toEqual({
    ...{ taxCode: '0101300842', name: 'Công ty Thái Sơn' },
    ...{ address: null, phone: null, contactName: null, contactPhone: null, email: null },
  })
  const phone = check(['  taxCode: 0101300842', '  name: A', '  phone: 0243.7545.222', '  contactPhone: 0917568123'])
  expect(phone.config?.organization).toMatchObject({ phone: '0243.7545.222', contactPhone: '0917568123' })
})

test('no section is no enterprise', () => {
  expect(checkConfig('', FILE).config?.organization).toBeNull()
  expect(check([]).config?.organization).toBeNull()
})

test.each([
  [['  taxCode: 0101300843', '  name: A'], 'organization.taxCode', 'sai chữ số kiểm tra'],
  [['  taxCode: 0101300842'], 'organization.name', ''],
  [['  taxCode: 0101300842', '  name: A', '  email: lan'], 'organization.email', 'cần một địa chỉ email'],
  [['  taxCode: 0101300842', '  name: A', '  email: lan@congty'], 'organization.email', 'cần một địa chỉ email'],
  [['  taxCode: 0101300842', '  name: A', '  fax: 1'], 'organization.fax', ''],
])('%j is refused at %s', (lines, field, text) => {
  const { problems } = check(lines)
  expect(problems).toMatchObject([{ field }])
  expect(problems[0]?.text.vi).toContain(text)
})
