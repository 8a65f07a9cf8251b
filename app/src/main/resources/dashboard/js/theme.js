// Before the first paint, so that nobody is blinded: the theme chosen on this machine, if any.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // no storage: the system's choice holds
}
