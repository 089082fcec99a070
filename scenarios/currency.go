package scenarios

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// checkCurrency reports money in a currency other than the one that comes first: nobody says what one is worth in the other.
func checkCurrency(top *source.Node, faults *source.Faults) {
	used := ""
	eachScalar(top, func(n *source.Node) {
		if n.Bad || !strings.ContainsAny(n.Text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return
		}
		for _, word := range strings.FieldsFunc(n.Text, func(r rune) bool { return strings.ContainsRune(" (),[]{}:", r) }) {
			u, err := unit.Parse(word)
			switch {
			case err != nil || u.Currency == "":
			case used == "":
				used = u.Currency
			case used != u.Currency:
				faults.At(n, "convert it: nothing here says what one is worth in the other", "money in %s, but in %s before", u.Currency, used)
				return
			}
		}
	})
}

// prose are the keys whose values are for people.
var prose = map[string]bool{"about": true, "name": true, "because": true, "source": true, "message": true}

// eachScalar calls f for the single values below n in their order, but for prose.
func eachScalar(n *source.Node, f func(*source.Node)) {
	switch {
	case n == nil:
	case n.Kind == source.Scalar:
		f(n)
	default:
		for i, x := range n.Items {
			if n.Kind != source.Map || !prose[n.Keys[i].Text] {
				eachScalar(x, f)
			}
		}
	}
}
