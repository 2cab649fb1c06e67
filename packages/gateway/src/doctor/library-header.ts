/**
 * Reads what a shared library was built for out of its first bytes, without loading it: a library for another
 * processor does not load, and what the system says about it helps nobody.
 *
 * Sources: ELF: System V ABI, chapter 4 (e_ident, e_machine). PE: Microsoft PE format, "COFF file header". Mach-O:
 * Apple's mach-o/loader.h and fat.h.
 */
export interface LibraryHeader {
  readonly format: 'elf' | 'pe' | 'mach-o'
  /** In the words of `process.arch`; several in a universal Mach-O; the number itself where it is none of them. */
  readonly architectures: readonly string[]
}

/** How much of a file `parseLibraryHeader` wants to see, in bytes. */
export const HEADER_BYTES = 4_096

const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: 'ia32',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
}
const PE_MACHINES: Readonly<Record<number, string>> = {
  332: 'ia32',
  448: 'arm',
  452: 'arm',
  34404: 'x64',
  43620: 'arm64',
}
const MACH_CPUS: Readonly<Record<number, string>> = {
  7: 'ia32',
  16777223: 'x64',
  12: 'arm',
  16777228: 'arm64',
}
const FAT_PARTS_MAX = 20

/** @param start The first bytes of the file. @returns null: it is no library of a kind that we know. */
export function parseLibraryHeader(start: Buffer): LibraryHeader | null {
  if (start.length < 20) return null
  if (start.readUInt32BE(0) === 0x7f45_4c46) return parseElf(start)
  if (start.toString('latin1', 0, 2) === 'MZ') return parsePe(start)
  return parseMachO(start)
}

function parseElf(start: Buffer): LibraryHeader {
  const machine = start[5] === 2 ? start.readUInt16BE(18) : start.readUInt16LE(18)
  return { format: 'elf', architectures: [ELF_MACHINES[machine] ?? String(machine)] }
}

/** The offset of the PE header stands at 0x3c of the DOS header. */
function parsePe(start: Buffer): LibraryHeader | null {
  if (start.length < 0x40) return null
  const at = start.readUInt32LE(0x3c)
  if (at + 6 > start.length || start.readUInt32BE(at) !== 0x5045_0000) return null
  const machine = start.readUInt16LE(at + 4)
  return { format: 'pe', architectures: [PE_MACHINES[machine] ?? String(machine)] }
}

function parseMachO(start: Buffer): LibraryHeader | null {
  const magic = start.readUInt32LE(0)
  const name = (cpu: number) => MACH_CPUS[cpu] ?? String(cpu)
  if (magic === 0xfeed_face || magic === 0xfeed_facf) {
    return { format: 'mach-o', architectures: [name(start.readUInt32LE(4))] }
  }
  if (start.readUInt32BE(0) !== 0xcafe_babe) return null
  const count = start.readUInt32BE(4)
  // Java's class files begin with the same four bytes, and a version that reads as dozens of parts.
  if (count > FAT_PARTS_MAX || start.length < 8 + count * 20) return null
  const parts = Array.from({ length: count }, (_, at) => name(start.readUInt32BE(8 + at * 20)))
  return { format: 'mach-o', architectures: parts }
}
