/** What a run was measured on: figures of another machine or of other versions are not comparable. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import Database from 'better-sqlite3'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
}

export function machine(): Machine {
  const processors = cpus()
  return {
    processor: processors[0]?.model ?? 'unknown processor',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
  }
}

/** By name; what is not there is left out. */
export function versions(): Readonly<Record<string, string>> {
  const { node, openssl = '' } = process.versions
  const sqlite = new Database(':memory:').prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  const { version: libxml2Wasm } = JSON.parse(readFileSync('node_modules/libxml2-wasm/package.json', 'utf8'))
  const found = {
    node,
    openssl,
    // Hides instructions of the processor from OpenSSL, as one without AVX-512 would be: RSA takes twice as long then.
    OPENSSL_ia32cap: process.env.OPENSSL_ia32cap ?? '',
    sqlite,
    'libxml2-wasm': libxml2Wasm,
    softhsm: printed('softhsm2-util', ['--version']),
    xmlsec1: printed('xmlsec1', ['--version']).replace(/^xmlsec1 /, ''),
    postgresql: printed('psql', ['--version']).replace(/^psql \(PostgreSQL\) /, ''),
  }
  return Object.fromEntries(Object.entries(found).filter(([, version]) => version !== ''))
}

/** @returns What a program prints, empty where there is no such program. */
function printed(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}
