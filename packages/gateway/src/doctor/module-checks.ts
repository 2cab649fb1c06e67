/** PKCS#11 libraries: is the file there, is it for this processor, does it load. */
import type { Bilingual } from '@congky/shared'
import { type Finding, fail, good, same } from './finding.ts'
import type { LibraryHeader } from './library-header.ts'

export interface ModuleFacts {
  readonly name: string
  readonly path: string
  /** Why the file cannot be read (a system's code), or null. */
  readonly unreadable: string | null
  readonly header: LibraryHeader | null
  /** Why it did not load, in a process of its own; null when it did, or was not asked to. */
  readonly problem: string | null
}

export interface HostFacts {
  readonly platform: NodeJS.Platform
  readonly arch: string
}

const FORMATS: Readonly<Partial<Record<NodeJS.Platform, LibraryHeader['format']>>> = {
  linux: 'elf',
  win32: 'pe',
  darwin: 'mach-o',
}
const BITS: Readonly<Record<string, string>> = { ia32: '32-bit', x64: '64-bit', arm64: '64-bit ARM', arm: '32-bit ARM' }
const describe = (architecture: string) => `${BITS[architecture] ?? architecture} (${architecture})`

export function checkModule(module: ModuleFacts, host: HostFacts): Finding {
  const check = `module:${module.name}`
  const { path, header } = module
  if (module.unreadable !== null) return fail(check, cannotRead(module), FIND_LIBRARY)
  const expected = FORMATS[host.platform]
  if (header === null || (expected !== undefined && header.format !== expected)) {
    return fail(check, notALibrary(path, header, host), FIND_LIBRARY)
  }
  if (!header.architectures.includes(host.arch)) {
    const built = header.architectures.map(describe).join(', ')
    return fail(
      check,
      {
        en: `The library ${path} is for ${built}, and this program is ${describe(host.arch)}`,
        vi: `Thư viện ${path} dành cho ${built}, còn chương trình này là ${describe(host.arch)}`,
      },
      {
        why: {
          en: 'A program can only load libraries of its own kind.',
          vi: 'Chương trình chỉ nạp được thư viện cùng loại với nó.',
        },
        next: {
          en: `Get the library for ${describe(host.arch)} from the certificate authority, or run congky with a Node.js for ${built}.`,
          vi: `Xin nhà cung cấp chữ ký số thư viện cho ${describe(host.arch)}, hoặc chạy cổng ký bằng Node.js cho ${built}.`,
        },
      },
    )
  }
  if (module.problem !== null) {
    return fail(
      check,
      {
        en: `The library ${path} does not work: ${module.problem}`,
        vi: `Thư viện ${path} không dùng được: ${module.problem}`,
      },
      {
        why: {
          en: 'It was loaded in a process of its own, which ended or did not answer in time.',
          vi: 'Thư viện được nạp trong tiến trình riêng; tiến trình đó đã kết thúc hoặc không trả lời kịp.',
        },
        next: {
          en: 'Install the driver of the token anew, and its smart-card service; then: congky tokens scan',
          vi: 'Cài lại trình điều khiển token và dịch vụ thẻ thông minh; sau đó: congky tokens scan',
        },
      },
    )
  }
  return good(check, { en: `The library ${path} is fit for this host`, vi: `Thư viện ${path} phù hợp với máy này` })
}

function cannotRead({ path, unreadable }: ModuleFacts): Bilingual {
  if (unreadable === 'ENOENT') return { en: `There is no library ${path}`, vi: `Không có thư viện ${path}` }
  return {
    en: `The library ${path} cannot be read (${unreadable})`,
    vi: `Không đọc được thư viện ${path} (${unreadable})`,
  }
}

function notALibrary(path: string, header: LibraryHeader | null, { platform }: HostFacts): Bilingual {
  if (header === null) return { en: `${path} is no library at all`, vi: `${path} không phải là thư viện` }
  return {
    en: `${path} is a library for another system (${header.format}, and this is ${platform})`,
    vi: `${path} là thư viện của hệ điều hành khác (${header.format}, còn máy này là ${platform})`,
  }
}

const FIND_LIBRARY = {
  why: {
    en: 'Without the library of its vendor no token can be used.',
    vi: 'Không có thư viện của nhà cung cấp thì không dùng được token.',
  },
  next: same('congky tokens scan'),
}
