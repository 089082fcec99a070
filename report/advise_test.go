package report

import (
	"testing"

	"github.com/plantwin/plantwin/experiment"
)

// The headline is what stands before the colon; colons inside titles are none.
func TestHeadline(t *testing.T) {
	for _, c := range [][3]string{
		{"Choose “a: b”: it raises trays by 3, to 8.", "Choose “a: b”", "It raises trays by 3, to 8."},
		{"No variant can be advised: each one breaks a limit.", "No variant can be advised", "Each one breaks a limit."},
		{"No run of “a: b” gave a value of trays.", "No run of “a: b” gave a value of trays.", ""},
		{"Trays in “base”: 80.0 ± 1.3 per h.", "Trays in “base”", "80.0 ± 1.3 per h."},
		{"", "", ""},
	} {
		if a := advise(&experiment.Decision{Sentence: c[0]}); a.Lead != c[1] || a.Rest != c[2] {
			t.Errorf("%q: %q, %q", c[0], a.Lead, a.Rest)
		}
	}
}
