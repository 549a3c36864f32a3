declare module 'texts:de' {
  const texts: Record<string, string>
  export default texts
}
