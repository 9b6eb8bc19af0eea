// Begins the download somebody asked for a page ago: <a data-download href="…">.
// The address forgets that it was asked, so that looking again does not download again.

const link = document.querySelector("a[data-download]");
if (link) {
  const address = new URL(location.href);
  address.searchParams.delete("tai");
  history.replaceState(null, "", address);
  link.click();
}
