/** Two soft tones, made here: a sound file would be one more thing to load. */

let context: AudioContext | null = null

/** Browsers are silent until the person did something in the page: to be called when that happens. */
export function wakeSound(): void {
  try {
    context ??= new AudioContext()
    // Refused where it is no moment for sound; the next click is another one.
    if (context.state === 'suspended') context.resume().catch(() => {})
  } catch {
    // No loudspeaker, or none for us.
  }
}

export function beep(): void {
  wakeSound()
  // A tone that had to wait for a click would be about something long past.
  if (context?.state !== 'running') return
  tone(context, 660, 0)
  tone(context, 880, 0.18)
}

function tone(audio: AudioContext, frequency: number, afterS: number): void {
  const at = audio.currentTime + afterS
  const volume = audio.createGain()
  volume.gain.setValueAtTime(0.0001, at)
  volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16)
  volume.connect(audio.destination)
  const oscillator = audio.createOscillator()
  oscillator.frequency.value = frequency
  oscillator.connect(volume)
  oscillator.start(at)
  oscillator.stop(at + 0.18)
}
