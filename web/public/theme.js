// Before the first paint: the reader's theme, density and language, so that nothing flashes.
try {
  const { theme, density, language } = JSON.parse(localStorage.getItem('serentak.taste') || '{}');
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (density === 'dense') root.dataset.density = 'dense';
  if (language === 'en') root.lang = 'en';
} catch {
  // Without storage the system's wish and Bahasa Indonesia hold.
}
