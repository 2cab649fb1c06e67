/** How many WebSockets each workstation has open now; for the pages of the console. */
export class OpenConnections {
  readonly #counts = new Map<string, number>()

  /** @returns How to say that it closed; saying so twice is fine. */
  opened(workstationId: string): () => void {
    this.#counts.set(workstationId, this.of(workstationId) + 1)
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      const left = this.of(workstationId) - 1
      if (left > 0) this.#counts.set(workstationId, left)
      else this.#counts.delete(workstationId)
    }
  }

  of(workstationId: string): number {
    return this.#counts.get(workstationId) ?? 0
  }
}
