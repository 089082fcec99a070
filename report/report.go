package report

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"os"
	"path/filepath"

	"github.com/plantwin/plantwin/experiment"
)

// FileName is that of the report in a result folder.
const FileName = "report.html"

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// Write writes the page of a result. sheet may be nil: then layout, defaults and equations are left out.
func Write(w io.Writer, r *experiment.Result, sheet *Sheet) error {
	p := build(r, sheet)
	p.Style = template.CSS(styleText)
	var b bytes.Buffer // a page is whole or not there
	if err := pageTemplate.Execute(&b, p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteFile writes the page into a result folder.
func WriteFile(dir string, r *experiment.Result, sheet *Sheet) error {
	var b bytes.Buffer
	if err := Write(&b, r, sheet); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, FileName), b.Bytes(), 0o644)
}
