import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTaxCode } from '@congky/shared'
import { beforeEach, describe, expect, test } from 'vitest'
import { addModule, removeEnterprises, setDefaultCertificate, setEnterprises, setSourceActive } from './config-edits.ts'
import { editConfig } from './edit.ts'
import { loadConfig } from './load.ts'

const START = `# Cổng ký của đại lý

# Nguồn
sources:
  # Máy chủ phòng khai báo
  - name: ecus # tên ngắn
    dialect: sqlite
    connection: {file: ./ecus.db}
    # Tạm dừng khi bảo trì
    active: true

# Doanh nghiệp
enterprises:
  # Khách hàng lâu năm
  - taxCode: 0101300842
    name: Công ty A
    certificate: 5402e12 # của giám đốc

# Cuối tệp
`

const taxCode = parseTaxCode('0101300842')
const other = parseTaxCode('0100109106')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congky-edit-'))
  file = join(folder, 'congky.yaml')
  writeFileSync(file, START)
})

const content = () => readFileSync(file, 'utf8')

describe('what an edit changes', () => {
  test('a changed value stands where the old one stood, and every comment stays', () => {
    editConfig(file, (document) => {
      setEnterprises(document, [{ taxCode, certificate: 'ABCD', source: null }])
      setSourceActive(document, 'ecus', false)
    })
    expect(content()).toBe(START.replace('5402e12', 'ABCD').replace('active: true', 'active: false'))
  })

  test('a new enterprise is added behind the others with its leading zero', () => {
    const { config } = editConfig(file, (document) => {
      const counts = setEnterprises(document, [
        { taxCode: other, name: 'Công ty B: chi nhánh', certificate: '5402e12', source: 'ecus' },
        { taxCode, name: 'Công ty A (mới)', source: null },
      ])
      expect(counts).toEqual({ added: 1, changed: 1 })
    })
    expect(config.enterprises).toEqual([
      { taxCode, name: 'Công ty A (mới)', certificate: '5402E12', source: null },
      { taxCode: other, name: 'Công ty B: chi nhánh', certificate: '5402E12', source: 'ecus' },
    ])
    expect(content()).toContain('  - taxCode: 0100109106\n')
  })

  test('an enterprise loses its certificate, then leaves', () => {
    editConfig(file, (document) => setEnterprises(document, [{ taxCode, certificate: null, source: null }]))
    expect(loadConfig(file).config.enterprises[0]?.certificate).toBeNull()
    editConfig(file, (document) => {
      expect(removeEnterprises(document, [{ taxCode, source: 'ecus' }])).toBe(0)
      expect(removeEnterprises(document, [{ taxCode, source: null }])).toBe(1)
    })
    expect(loadConfig(file).config.enterprises).toEqual([])
  })

  test("default certificates are set and removed, the gateway's and a source's", () => {
    editConfig(file, (document) => {
      setDefaultCertificate(document, '1A', null)
      setDefaultCertificate(document, '2B', 'ecus')
    })
    const { config } = loadConfig(file)
    expect([config.defaultCertificate, config.sources[0]?.defaultCertificate]).toEqual(['1A', '2B'])
    editConfig(file, (document) => {
      setDefaultCertificate(document, null, null)
      setDefaultCertificate(document, null, 'ecus')
    })
    expect(content()).toBe(START)
  })

  test('a list whose examples are all commented out takes its first entry and keeps the examples', () => {
    writeFileSync(file, 'modules:\n  # - name: vnpt-ca\n  #   path: C:\\x.dll\n\nenterprises:\n')
    editConfig(file, (document) => addModule(document, { name: 'softhsm', path: '/usr/lib/softhsm/libsofthsm2.so' }))
    expect(loadConfig(file).config.modules).toHaveLength(1)
    expect(content()).toContain('# - name: vnpt-ca\n')
    expect(content()).toContain('#   path: C:\\x.dll\n')
  })

  test("a layout of the person's own stays: aligned remarks, blank lines, odd spacing", () => {
    const text = `listen:   { port: 1001 }     # cổng
tls:
  mode: auto
  # certFile: ./x.crt


# Doanh nghiệp
enterprises:
  - { taxCode: 0101300842,   name: A }   # cũ
  - taxCode:     0100109106
    name:        B                       # mới
`
    writeFileSync(file, text)
    editConfig(file, (document) => setEnterprises(document, [{ taxCode: other, name: 'B2', source: null }]))
    expect(content()).toBe(text.replace('name:        B                       # mới', 'name: B2 # mới'))
  })

  test('a list without indentation, which the writer lays out otherwise, is edited to the same meaning', () => {
    writeFileSync(file, 'enterprises:\n- taxCode: 0101300842\n  name: A\n- {taxCode: 0100109106, name: B}\n')
    const { config } = editConfig(file, (document) => setEnterprises(document, [{ taxCode, name: 'A2', source: null }]))
    expect(config.enterprises.map(({ name }) => name)).toEqual(['A2', 'B'])
    expect(loadConfig(file).config.enterprises).toEqual(config.enterprises)
  })

  test('an empty file takes its first key', () => {
    writeFileSync(file, '')
    editConfig(file, (document) => setDefaultCertificate(document, '1A', null))
    expect(content()).toBe('defaultCertificate: 1A\n')
  })
})

describe('how the file is replaced', () => {
  test('its mode and a symbolic link to it stay, and no temporary file is left', () => {
    chmodSync(file, 0o640)
    const link = join(folder, 'link.yaml')
    symlinkSync(file, link)
    editConfig(link, (document) => setSourceActive(document, 'ecus', false))
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(content()).toContain('active: false')
    expect(readdirSync(folder).sort()).toEqual(['congky.yaml', 'link.yaml'])
  })

  test('an edit that would make it invalid writes nothing', () => {
    expect(() => editConfig(file, (document) => setDefaultCertificate(document, 'not hex', null))).toThrow(
      'ERR_CONFIG_INVALID',
    )
    expect(content()).toBe(START)
  })

  test('a file that is invalid already is not touched', () => {
    writeFileSync(file, 'lisen: 1\n')
    expect(() => editConfig(file, (document) => setDefaultCertificate(document, '1A', null))).toThrow('lisen')
    expect(content()).toBe('lisen: 1\n')
  })

  test('an unknown source is named', () => {
    expect(() => editConfig(file, (document) => setSourceActive(document, 'ecsu', true))).toThrow('ERR_SOURCE_UNKNOWN')
  })

  test('a change decided on older content is refused', () => {
    const { hash } = loadConfig(file)
    writeFileSync(file, START.replace('Công ty A', 'Công ty X'))
    const edit = () => editConfig(file, (document) => setSourceActive(document, 'ecus', false), { expectedHash: hash })
    expect(edit).toThrow('ERR_CONFIG_CHANGED')
  })

  test('a change that someone makes while we edit is not written over', () => {
    const edit = () =>
      editConfig(file, (document) => {
        setSourceActive(document, 'ecus', false)
        writeFileSync(file, `${START}# vừa sửa\n`)
      })
    expect(edit).toThrow('ERR_CONFIG_CHANGED')
    expect(content()).toBe(`${START}# vừa sửa\n`)
  })
})
