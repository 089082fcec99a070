package scenarios

import (
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// One currency in a file, whatever its prefixes; names that look like codes are none.
func TestCurrency(t *testing.T) {
	for text, want := range map[string]string{
		"cost: {a: 3 EUR, b: 2 kEUR/h, c: 0.8 EUR/kg * part.mass}":   "",
		"cost: {a: 3 EUR, b: 2 USD}":                                 "money in USD, but in EUR before",
		"cost: {a: 900 kEUR / 50000 h, b: 4 * (2 USD/h)}":            "money in USD",
		"tables: {t: {x: h, y: EUR/kWh}}\nmeasure: {a: {unit: CHF}}": "money in CHF, but in EUR before",
		"about: 3 USD a part\nmakes: TRY\ncost: 3 EUR":               "",
	} {
		var faults source.Faults
		checkCurrency(source.Parse(&source.File{Name: "x.yaml", Data: []byte(text)}, &faults), &faults)
		err := faults.Err()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
