package unit

import (
	"strings"
	"sync"

	"github.com/plantwin/plantwin/internal/source"
)

// digits turns raised digits into plain ones.
var digits = strings.NewReplacer("\u00b2", "2", "\u00b3", "3", "^", "", "\u00b7", "*", "\u22c5", "*", "**", "")

// Suggest gives the unit that text was probably meant to be, "" if none is near.
func Suggest(text string) string {
	if s, ok := habits[strings.ToLower(text)]; ok {
		return s
	}
	if plain := digits.Replace(text); plain != text {
		if _, err := compose(plain); err == nil {
			return plain
		}
	}
	if strings.ContainsAny(text, "*/") {
		return suggestParts(text)
	}
	if s := otherCase(text); s != "" {
		return s
	}
	return source.Nearest(text, common())
}

// suggestParts mends each part of a composed unit.
func suggestParts(text string) string {
	var b strings.Builder
	for rest := text; ; {
		end := strings.IndexAny(rest, "*/")
		part := rest
		if end >= 0 {
			part = rest[:end]
		}
		if _, err := factor(part); err != nil {
			if part = Suggest(part); part == "" {
				return ""
			}
		}
		b.WriteString(part)
		if end < 0 {
			break
		}
		b.WriteByte(rest[end])
		rest = rest[end+1:]
	}
	if _, err := compose(b.String()); err != nil {
		return ""
	}
	return b.String()
}

// otherCase finds a unit in common use that differs by capitals alone: KW for kW.
func otherCase(text string) string {
	for _, c := range common() {
		if strings.EqualFold(c, text) {
			return c
		}
	}
	return ""
}

// common lists the units proposed for misprints: all names, and those prefixes that plants use, in a fixed order.
var common = sync.OnceValue(func() []string {
	out := []string{"mm", "cm", "km", "kg", "mg", "ms", "us", "mA", "kA", "kW", "MW", "mW", "GW", "kWh", "MWh", "kJ", "MJ", "GJ",
		"kN", "MN", "kPa", "MPa", "hPa", "mbar", "kV", "mV", "kHz", "MHz", "GHz", "ml", "hl", "kVA", "kOhm", "MOhm", "uF", "mH",
		"kt", "kmol", "mmol", "kcal", "kEUR", "kUSD"}
	for _, d := range defs {
		out = append(out, d.name)
	}
	return append(out, currencies...)
})
