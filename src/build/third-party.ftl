<#-- The text of META-INF/THIRD-PARTY.txt; license-maven-plugin fills it in. -->
<#function licenses names>
  <#return names?join(" or ")>
</#function>
Libraries in this jar, with their licences. Where a library has several licences, the user chooses one.

<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
${library.groupId}:${library.artifactId}:${library.version}: ${licenses(entry.getValue())}
</#list>
