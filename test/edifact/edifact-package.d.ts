/** What of the registry's `edifact` (1.2.12) we use; it brings no types. */
declare module 'edifact' {
  /** Reads text in pieces and calls its `on…` methods; emits nothing once they are replaced. */
  export class Parser {
    onopensegment: (tag: string) => void
    onclosesegment: () => void
    onelement: () => void
    oncomponent: (value: string) => void
    /** @param level UNOA, UNOB, UNOC, UNOY or UCS2; values may hold no other characters. */
    encoding(level: string): void
    /** @throws {Error} A character that may not stand there. */
    write(chunk: string): void
    /** @throws {Error} The last segment is not at its end. */
    end(): void
  }
}
