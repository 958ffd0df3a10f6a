"""The addresses that anybody may open."""

from django.urls import path

from selaras.web import health, kinds, paths, portal, procedures, provisions, units, verify

urlpatterns = [
    path("", portal.home, name="home"),
    path("struktur/", units.structure, name="structure"),
    path("unit/<str:code>/", units.unit, name="unit"),
    path("unit/<str:unit>/<str:post>/", units.post, name="post"),
    path("jalur/", paths.paths, name="paths"),
    path("hubungan/", kinds.kinds, name="kinds"),
    path("hubungan/<str:code>/", procedures.procedure, name="procedure"),
    path("peraturan/", provisions.regulations, name="regulations"),
    path("peraturan/<str:code>/", provisions.regulation, name="regulation"),
    path("peraturan/<str:code>/<str:root>/", provisions.provision, name="provision"),
    path("pasal-demi-pasal/", provisions.law_coverage, name="coverage"),
    path("unsur/", portal.signs, name="signs"),
    path("periksa/", verify.verify, name="verify"),
    path("periksa/<str:code>/", verify.verify, name="verify_paper"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
