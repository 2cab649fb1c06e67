import { FairQueue } from '../domain/fair-queue.ts'

/** Jobs of one certificate that are prepared while its token signs: enough to keep the token busy. */
const IN_FLIGHT_MAX = 16

interface CertificateQueue<T> {
  readonly waiting: FairQueue<T>
  running: number
}

/**
 * One queue of jobs a certificate, so that a slow or absent token keeps nobody waiting but its own; within
 * it, sources and workstations take turns. Starts jobs while it is open, a bounded number at a time.
 */
export class CertificateQueues<T> {
  readonly #run: (item: T) => Promise<void>
  readonly #queues = new Map<string, CertificateQueue<T>>()
  #isOpen = false

  /** @param run Signs one job; it must not throw. */
  constructor(run: (item: T) => Promise<void>) {
    this.#run = run
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get running(): number {
    let running = 0
    for (const queue of this.#queues.values()) running += queue.running
    return running
  }

  /** Starts what waits. */
  open(): void {
    this.#isOpen = true
    for (const queue of this.#queues.values()) this.#pump(queue)
  }

  /** Starts nothing more; what runs is finished. */
  close(): void {
    this.#isOpen = false
  }

  /** Whether an item would be run at once, after `others` that are not pushed yet. */
  hasRoom(certificate: string, others: number): boolean {
    const queue = this.#queues.get(certificate)
    return this.#isOpen && (queue?.waiting.size ?? 0) === 0 && (queue?.running ?? 0) + others < IN_FLIGHT_MAX
  }

  push(certificate: string, turnKey: string, item: T): void {
    const queue = this.#queues.get(certificate) ?? { waiting: new FairQueue<T>(), running: 0 }
    this.#queues.set(certificate, queue)
    queue.waiting.push(turnKey, item)
    this.#pump(queue)
  }

  /** How many documents are signed before this one; undefined when it does not wait. */
  position(certificate: string, turnKey: string, matches: (item: T) => boolean): number | undefined {
    const queue = this.#queues.get(certificate)
    const position = queue?.waiting.position(turnKey, matches) ?? -1
    return queue && position >= 0 ? position + queue.running : undefined
  }

  #pump(queue: CertificateQueue<T>): void {
    while (this.#isOpen && queue.running < IN_FLIGHT_MAX) {
      const item = queue.waiting.shift()
      if (item === undefined) return
      queue.running++
      void this.#run(item).finally(() => {
        queue.running--
        this.#pump(queue)
      })
    }
  }
}
