declare module '*.sql' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: bundlers give a text file as the default export
  export default text
}
