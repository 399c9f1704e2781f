"""Addresses of the public pages; the staff's lie below /desk/."""

from __future__ import annotations

from django.urls import include, path

from janji.site import badge, because, brands, machine, pages, papers, policies, receipts, simulator

SITE = [
    path("", pages.home, name="home"),
    path(".well-known/janji-policy.json", machine.well_known, name="well_known"),
    path("vocabulary.jsonld", machine.vocabulary, name="vocabulary"),
    path("robots.txt", pages.robots, name="robots"),
    path("janji_verify.py", pages.verifier, name="verifier"),
    path("<slug:slug>/", pages.business, name="business"),
    path("<slug:slug>/brand.css", brands.brand_style, name="brand_style"),
    path("<slug:slug>/mark.png", brands.brand_mark, name="brand_mark"),
    path("<slug:slug>/privacy", policies.privacy, name="privacy"),
    path("<slug:slug>/privacy.pdf", papers.current, name="privacy_pdf"),
    path("<slug:slug>/privacy.jsonld", machine.current, name="privacy_jsonld"),
    path("<slug:slug>/privacy.atom", machine.feed, name="privacy_feed"),
    path("<slug:slug>/privacy/v", policies.all_versions, name="versions"),
    path("<slug:slug>/privacy/v/<int:number>", policies.one_version, name="version"),
    path("<slug:slug>/privacy/v/<int:number>.pdf", papers.version, name="version_pdf"),
    path("<slug:slug>/privacy/v/<int:number>.jsonld", machine.version, name="version_jsonld"),
    path("<slug:slug>/privacy/v/<int:old>..<int:new>", policies.difference, name="difference"),
    path("<slug:slug>/badge.svg", badge.badge, name="badge"),
    path("<slug:slug>/proof", pages.proof, name="proof"),
    path("<slug:slug>/proof/checkpoint.jsonl", pages.checkpoint, name="checkpoint"),
    path("<slug:slug>/explain/<str:word>", because.explain, name="explain"),
    path("<slug:slug>/receipt", receipts.receipt, name="receipt"),
    path("<slug:slug>/simulator", simulator.simulator, name="simulator"),
    path("<slug:slug>/simulator/phone", simulator.phone, name="simulator_phone"),
]
urlpatterns = [
    path("desk/", include("janji.desk.urls")),
    path("", include((SITE, "site"))),
]
handler400 = "janji.site.faults.not_understood"
handler403 = "janji.site.faults.refused"
handler404 = "janji.site.faults.lost"
handler500 = "janji.site.faults.broken"
