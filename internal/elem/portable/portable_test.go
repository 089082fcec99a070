package portable

import (
	"strings"
	"testing"
)

func TestFusedFinds(t *testing.T) {
	at, err := Fused("./testdata/fused")
	if err != nil {
		t.Fatal(err)
	}
	if len(at) != 1 || !strings.HasSuffix(at[0], "fused.go:6") {
		t.Errorf("found %v, want the one at testdata/fused/fused.go:6", at)
	}
}

func TestFusedReportsBuildFailure(t *testing.T) {
	if _, err := Fused("./testdata/absent"); err == nil {
		t.Error("no error for a package that does not exist")
	}
}
