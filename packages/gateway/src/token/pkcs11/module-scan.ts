/**
 * A search for PKCS#11 libraries while the gateway runs: at the known places of this platform and nowhere else,
 * since whoever names a library decides what code runs here. Libraries in use are left alone. One search at a time,
 * in the background; what it found is kept until the next.
 */
import { type FoundLibraryView, type FoundTokenView, type ModuleScanView, toCongkyError } from '@congky/shared'
import type { Log } from '../../domain/log.ts'
import { nameTokens } from '../token-names.ts'
import { type ScannedLibrary, scanForTokens } from './discovery.ts'

/** For loading one library, and again for listing its tokens. */
const LIBRARY_TIMEOUT_MS = 10_000

export interface ModuleScanParts {
  /** Paths of the libraries in use, and the names of tokens. */
  readonly inUse: () => { readonly paths: readonly string[]; readonly tokenNames: readonly string[] }
  readonly log: Log
}

export class ModuleScan {
  readonly #parts: ModuleScanParts
  #view: ModuleScanView = { state: 'never', done: 0, total: 0, current: null, libraries: [], failed: false }

  constructor(parts: ModuleScanParts) {
    this.#parts = parts
  }

  get view(): ModuleScanView {
    return this.#view
  }

  /** Starts a search, unless one is under way. */
  start(): ModuleScanView {
    if (this.#view.state !== 'running') {
      this.#view = { state: 'running', done: 0, total: 0, current: null, libraries: [], failed: false }
      void this.#search()
    }
    return this.#view
  }

  /** Whether the last search found a library with tokens at this path: only such a one is taken over the network. */
  hasFound(path: string): boolean {
    return this.#view.libraries.some((library) => library.path === path && library.tokens.length > 0)
  }

  /** A library that was taken into use is none that could be. */
  forget(path: string): void {
    const libraries = this.#view.libraries.filter((library) => library.path !== path)
    this.#view = { ...this.#view, libraries }
  }

  async #search(): Promise<void> {
    const { paths, tokenNames } = this.#parts.inUse()
    try {
      const found = await scanForTokens({
        modules: [],
        except: paths,
        alsoKnown: true,
        timeoutMs: LIBRARY_TIMEOUT_MS,
        onProgress: ({ path, done, total }) => {
          this.#view = { ...this.#view, done, total, current: path }
        },
      })
      const libraries = toViews(found, new Set(tokenNames))
      this.#view = { ...this.#view, state: 'done', done: found.length, total: found.length, current: null, libraries }
    } catch (error) {
      this.#parts.log.error({ err: error, code: toCongkyError(error).code }, 'the search for libraries failed')
      this.#view = { ...this.#view, state: 'done', current: null, failed: true }
    }
  }
}

function toViews(libraries: readonly ScannedLibrary[], taken: Set<string>): FoundLibraryView[] {
  return libraries.map(({ path, library, problem, tokens }) => {
    const names = nameTokens(
      tokens.map((token) => ({ ...token, configured: null })),
      taken,
    )
    for (const name of names) taken.add(name)
    return {
      ...{ path, problem },
      description: library && [library.manufacturer, library.description, library.version].filter(Boolean).join(' · '),
      tokens: tokens.map((token, at) => toTokenView(token, names[at] ?? token.serial)),
    }
  })
}

function toTokenView(token: ScannedLibrary['tokens'][number], name: string): FoundTokenView {
  const { serial, label, model, manufacturer, pinFlag, certificates } = token
  return {
    ...{ name, serial, label, model, manufacturer, pinFlag },
    certificates: certificates.map(({ subject, commonName, issuer, serial, taxCode, notAfter }) => ({
      ...{ subject, commonName, issuer, serial, taxCode },
      notAfter: notAfter.toISOString(),
    })),
  }
}
