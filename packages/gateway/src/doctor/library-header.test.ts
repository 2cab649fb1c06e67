import { closeSync, openSync, readSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HEADER_BYTES, parseLibraryHeader } from './library-header.ts'

function pe(machine: number, headerAt = 0x80): Buffer {
  const bytes = Buffer.alloc(headerAt + 24)
  bytes.write('MZ', 0, 'latin1')
  bytes.writeUInt32LE(headerAt, 0x3c)
  bytes.write('PE\0\0', headerAt, 'latin1')
  bytes.writeUInt16LE(machine, headerAt + 4)
  return bytes
}
function elf(machine: number, isBigEndian = false): Buffer {
  const bytes = Buffer.alloc(64)
  bytes.write('\x7fELF', 0, 'latin1')
  bytes[5] = isBigEndian ? 2 : 1
  if (isBigEndian) bytes.writeUInt16BE(machine, 18)
  else bytes.writeUInt16LE(machine, 18)
  return bytes
}
function fat(...cpus: number[]): Buffer {
  const bytes = Buffer.alloc(8 + cpus.length * 20)
  bytes.writeUInt32BE(0xcafe_babe, 0)
  bytes.writeUInt32BE(cpus.length, 4)
  for (const [at, cpu] of cpus.entries()) bytes.writeUInt32BE(cpu, 8 + at * 20)
  return bytes
}

test.each([
  ['a 32-bit DLL', pe(0x14c), 'pe', ['ia32']],
  ['a 64-bit DLL', pe(0x8664), 'pe', ['x64']],
  ['a DLL for ARM', pe(0xaa64, 0x108), 'pe', ['arm64']],
  ['a 32-bit ELF', elf(3), 'elf', ['ia32']],
  ['an ELF for ARM', elf(183), 'elf', ['arm64']],
  ['a big-endian ELF', elf(22, true), 'elf', ['s390x']],
  ['an ELF of a kind unknown to us', elf(4242), 'elf', ['4242']],
  ['a universal Mach-O', fat(0x0100_0007, 0x0100_000c), 'mach-o', ['x64', 'arm64']],
] as const)('%s', (_, bytes, format, architectures) => {
  expect(parseLibraryHeader(bytes)).toEqual({ format, architectures })
})

test('this very Node is a program for its own processor', () => {
  const start = Buffer.alloc(HEADER_BYTES)
  const program = openSync(process.execPath, 'r')
  readSync(program, start)
  closeSync(program)
  expect(parseLibraryHeader(start)?.architectures).toContain(process.arch)
})

test.each([
  ['a text', Buffer.from('INPUT(/usr/lib/libfoo.so.1) GROUP(AS_NEEDED(...))')],
  ['nothing', Buffer.alloc(0)],
  ['a DOS program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
  ['a DLL that is cut off', pe(0x8664).subarray(0, 0x70)],
  ['a Java class', Buffer.concat([Buffer.from('cafebabe00000041', 'hex'), Buffer.alloc(100)])],
])('%s is no library', (_, bytes) => {
  expect(parseLibraryHeader(bytes)).toBeNull()
})
