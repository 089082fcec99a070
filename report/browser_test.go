package report

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// browser finds a Chromium; the test is skipped where there is none.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium here: the rendered report is not looked at")
	return ""
}

// chrome runs the browser headless on a page, without a network.
func chrome(t *testing.T, path, page string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	all := append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir=" + t.TempDir()}, args...)
	out, err := exec.CommandContext(ctx, path, append(all, "file://"+page)...).Output()
	if err != nil {
		t.Fatalf("chromium %v: %v", args, err)
	}
	return out
}

// TestReportInABrowser renders the page: it has to fit a phone and a screen
// without a scroll bar below, to show pictures, and to print.
func TestReportInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starting a browser takes seconds")
	}
	path := browser(t)
	dir := t.TempDir()
	html := render(t, sample(t), sampleSheet())
	page := filepath.Join(dir, "report.html")
	probe := filepath.Join(dir, "probe.html")
	script := `<script>document.title = document.documentElement.scrollWidth + "/" + innerWidth</script></body>`
	for name, text := range map[string]string{page: html, probe: strings.Replace(html, "</body>", script, 1)} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, width := range []int{500, 1400} { // headless windows are at least 500 wide
		size := fmt.Sprintf("--window-size=%d,2400", width)
		needs, has := widths(t, chrome(t, path, probe, size, "--dump-dom"))
		if needs > has {
			t.Errorf("at %d pixels the page is %d wide", has, needs)
		}
		shot := filepath.Join(dir, fmt.Sprintf("shot%d.png", width))
		chrome(t, path, page, size, "--screenshot="+shot)
		if n := colours(t, shot); n < 60 {
			t.Errorf("at %d pixels the picture has %d colours: it is all but empty", width, n)
		}
	}
	pdf := filepath.Join(dir, "report.pdf")
	chrome(t, path, page, "--no-pdf-header-footer", "--print-to-pdf="+pdf)
	data, err := os.ReadFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(data, []byte("/Type /Page\n")) + bytes.Count(data, []byte("/Type /Page ")); !bytes.HasPrefix(data, []byte("%PDF")) || n > 14 {
		t.Errorf("the print has %d pages, %d bytes", n, len(data))
	}
}

// widths reads "needed/there" from the title.
func widths(t *testing.T, dom []byte) (needs, has int) {
	t.Helper()
	_, rest, _ := strings.Cut(string(dom), "<title>")
	title, _, _ := strings.Cut(rest, "</title>")
	a, b, ok := strings.Cut(title, "/")
	needs, err1 := strconv.Atoi(a)
	has, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil {
		t.Fatalf("the browser said %q", title)
	}
	return needs, has
}

// colours counts the different colours of a picture.
func colours(t *testing.T, name string) int {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, bl, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, bl}] = true
		}
	}
	return len(seen)
}
