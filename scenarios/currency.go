package scenarios

import (
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// checkCurrency reports money in a currency other than the one that comes first: nobody says what one is worth in the other.
func checkCurrency(top *source.Node, faults *source.Faults) {
	used := ""
	eachScalar("", top, func(key string, n *source.Node) {
		if n.Bad || !strings.ContainsAny(n.Text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return
		}
		counts := key == "unit" || key == "x" || key == "y" // where a unit stands alone; else it follows a number
		for _, word := range strings.FieldsFunc(n.Text, func(r rune) bool { return strings.ContainsRune(" (),", r) }) {
			u, err := unit.Parse(word)
			follows := counts
			_, no := strconv.ParseFloat(word, 64)
			counts = no == nil
			switch {
			case !follows || err != nil || u.Currency == "":
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

// eachScalar calls f for the single values below n in their order, with the nearest key, but for prose.
func eachScalar(key string, n *source.Node, f func(key string, n *source.Node)) {
	switch {
	case n == nil:
	case n.Kind == source.Scalar:
		f(key, n)
	default:
		for i, x := range n.Items {
			if n.Kind == source.Map {
				key = n.Keys[i].Text
			}
			if n.Kind != source.Map || !prose[key] {
				eachScalar(key, x, f)
			}
		}
	}
}
