/** Colours of the terminal; each leaves the text as it is where colours are off. */
export interface Paint {
  readonly hasColour: boolean
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly red: (text: string) => string
  readonly cyan: (text: string) => string
}

/** The styles by name. */
export type Style = Exclude<keyof Paint, 'hasColour'>

/** Off when output goes elsewhere than to a terminal, or the user says so: https://no-color.org */
export function createPaint(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const isOn = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb'
  const colour = (open: number, close: number) => (text: string) =>
    isOn && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    hasColour: isOn,
    bold: colour(1, 22),
    dim: colour(2, 22),
    green: colour(32, 39),
    yellow: colour(33, 39),
    red: colour(31, 39),
    cyan: colour(36, 39),
  }
}
