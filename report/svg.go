package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// svg collects the elements of a drawing. Colours come from classes of the page's style sheet.
type svg struct{ strings.Builder }

// n writes a coordinate: two decimals are finer than any screen.
func n(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// open begins a drawing of that size that scales with its place. title and about are read aloud.
func (s *svg) open(class string, w, h float64, title, about string) {
	fmt.Fprintf(s, `<svg class="%s" viewBox="0 0 %s %s" role="img" aria-label="%s"><title>%s</title>`, class, n(w), n(h),
		html.EscapeString(strings.TrimSuffix(title+". "+about, ". ")), html.EscapeString(title))
	if about != "" {
		fmt.Fprintf(s, `<desc>%s</desc>`, html.EscapeString(about))
	}
}

// close ends the drawing and gives it as trusted: every text in it went through escape.
func (s *svg) close() template.HTML {
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

func (s *svg) rect(class string, x, y, w, h, r float64) {
	fmt.Fprintf(s, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"`, class, n(x), n(y), n(max(w, 0)), n(max(h, 0)))
	if r > 0 {
		fmt.Fprintf(s, ` rx="%s"`, n(r))
	}
	s.WriteString("/>")
}

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(s, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, n(x1), n(y1), n(x2), n(y2))
}

func (s *svg) circle(class string, x, y, r float64) {
	fmt.Fprintf(s, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, n(x), n(y), n(r))
}

// text sets a line; anchor is start, middle or end.
func (s *svg) text(class, anchor string, x, y float64, text string) {
	fmt.Fprintf(s, `<text class="%s" text-anchor="%s" x="%s" y="%s">%s</text>`, class, anchor, n(x), n(y), html.EscapeString(text))
}

// path draws through points; a point with NaN lifts the pen.
func (s *svg) path(class string, pts [][2]float64, shut bool) {
	fmt.Fprintf(s, `<path class="%s" d="`, class)
	pen := "M"
	for _, p := range pts {
		if math.IsNaN(p[0]) || math.IsNaN(p[1]) {
			pen = "M"
			continue
		}
		s.WriteString(pen + n(p[0]) + " " + n(p[1]))
		pen = "L"
	}
	if shut {
		s.WriteString("Z")
	}
	s.WriteString(`"/>`)
}

// steps draws a staircase that holds each value until the next point.
func steps(pts [][2]float64) [][2]float64 {
	var out [][2]float64
	for i, p := range pts {
		if i > 0 {
			out = append(out, [2]float64{p[0], pts[i-1][1]})
		}
		out = append(out, p)
	}
	return out
}
