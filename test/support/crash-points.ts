/**
 * Crash points: the daemon dies at a chosen step of its life, without knowing of it. The steps are calls of the
 * C library, seen by the small library in test/crash-points (README.md there says which and how); nothing in
 * the gateway is made for it. Linux only, as is LD_PRELOAD.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Random } from './customs-envelopes.ts'

const SOURCE = fileURLToPath(new URL('../crash-points/crash-points.c', import.meta.url))

export const STEP_CLASSES = [
  'state-write',
  'state-sync',
  'source-write',
  'source-sync',
  'token',
  'client',
  'database',
] as const

/** What a step does: writes or syncs the state folder or a source's file, or tells somebody else something. */
export type StepClass = (typeof STEP_CLASSES)[number]

/**
 * `before`, `after`, `half`: killed there, `half` in the middle of a write. `power`: killed before it, and what
 * the state folder's files got since their last sync is gone, as after a power cut. `eio`: the step fails.
 */
export type CrashAction = 'before' | 'after' | 'half' | 'power' | 'eio'

export interface CrashPoint {
  readonly action: CrashAction
  readonly step: StepClass | 'any'
  /** The n-th step of its class. */
  readonly at: number
}

export interface Step {
  readonly step: StepClass
  /** Name of the function, and how many bytes it was to write. */
  readonly call: string
  readonly bytes: number
}

export interface CrashPointsOptions {
  readonly stateDir: string
  /** Folder of the SQLite files that sources read. */
  readonly sourceDir?: string
  readonly point?: CrashPoint
  /** Takes a line for every step that counts. */
  readonly logFile?: string
  /** Steps count from the moment this file is there. Default: from the start of the process. */
  readonly armFile?: string
  /** Steps count from the first one of this class on, which is counted too. */
  readonly since?: StepClass
  /** While this file is there, nothing can be written to the state folder: its disk is full. */
  readonly fullFile?: string
}

export class CrashPoints {
  readonly #library: string

  /** Compiles the library into a folder. @throws {Error} There is no C compiler, or it is not Linux. */
  constructor(folder: string) {
    this.#library = join(folder, 'crash-points.so')
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-o', this.#library, SOURCE, '-ldl'])
  }

  /** For the environment of one daemon. */
  env({ point, ...options }: CrashPointsOptions): Readonly<Record<string, string>> {
    const values = {
      LD_PRELOAD: this.#library,
      CRASH_POINTS_STATE: options.stateDir,
      CRASH_POINTS_SOURCE: options.sourceDir,
      CRASH_POINTS_LOG: options.logFile,
      CRASH_POINTS_ARM: options.armFile,
      CRASH_POINTS_SINCE: options.since,
      CRASH_POINTS_FULL: options.fullFile,
      CRASH_POINT: point && `${point.action}:${point.step}:${point.at}`,
    }
    return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  }
}

/** Every step of a daemon that ran with `logFile`. */
export function readSteps(logFile: string): readonly Step[] {
  if (!existsSync(logFile)) return []
  const lines = readFileSync(logFile, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => {
    const [, step = '', , call = '', bytes = ''] = line.split(' ')
    return { step: step as StepClass, call, bytes: Number(bytes) }
  })
}

/** One of the first steps of a class, `stepsMax` of all classes together. */
export function randomPoint(random: Random, stepsMax: number): CrashPoint {
  const action = random.pick<CrashAction>(['before', 'after', 'half', 'power'])
  return { action, step: 'any', at: 1 + random.below(stepsMax) }
}
